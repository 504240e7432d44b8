"""The 出题 tab: a paper is made, reviewed and saved (编卷), or answered question by question (学习模式)."""
