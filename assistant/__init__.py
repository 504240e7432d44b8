"""Question → cited answer; chat page; command line."""
