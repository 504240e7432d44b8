"""A verdict as a report to hand in or print: .docx and a standalone .html page."""
