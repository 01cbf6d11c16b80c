"""The course as a whole: which exercise needs which, the last page of each lesson, and the glossary."""
