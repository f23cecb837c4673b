"""The versions of the tables, oldest first. A migration that has been released is never changed."""
