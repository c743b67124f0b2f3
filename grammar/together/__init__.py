"""What clauses said in a row come to together, in the order of `grammar.clause_passes`, and what asks for nothing."""
