# Ce que personne n’a dit d’une phase.
unknown-need = Ce dont la phase a besoin.
unknown-dates = { $which ->
    [starts] La date de début de la phase.
    [ends] La date de fin de la phase.
   *[both] Les dates de début et de fin de la phase.
}
unknown-counts = Les fonds à compter pour le seuil « { $title } » ; ici, à partir des fonds annoncés.
unknown-due = La date à laquelle le seuil « { $title } » doit être atteint.
unknown-support = Si le besoin comprend les dépenses d’appui au programme.
unknown-payments = Dates de versement : { $names }.
unknown-amounts = Montants exacts : { $names }.
unknown-sources = { $count ->
    [one] La source d’une position sur { $total }.
   *[other] La source de { $count } positions sur { $total }.
}

requirement = besoin total
caveat-need = { $where } : le besoin n’est pas connu ; ni la couverture ni le déficit ne peuvent être indiqués.
caveat-rate = { $where } : il y manque, faute de taux de change, { $listed }.
