"""Tables that live elsewhere, asked through Ibis for the model's figures. It opens no ledger and writes nothing."""
