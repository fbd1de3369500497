"""The invented company: seeded people, jobs and history in Chinese and English, marked as such."""
