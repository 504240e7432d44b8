// GIFT on standard input, the questions as JSON on standard output; a syntax error ends with 1.
const { parse } = require("gift-pegjs");

const text = require("fs").readFileSync(0, "utf-8");
try {
  process.stdout.write(JSON.stringify(parse(text)));
} catch (error) {
  process.stderr.write(`${error.message} ${JSON.stringify(error.location)}`);
  process.exitCode = 1;
}
