"""Cases in the chat: what was said becomes facts, the verdict tool decides, what is missing is asked."""
