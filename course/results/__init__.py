"""What a class did: report, mistakes, export."""
