"""The pages of organisational life, by what they are about."""
