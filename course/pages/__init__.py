"""What all pages made of notebooks share: formulas without a script, and the templates that nbconvert finds here."""
