# Éléments de langage.
points-nothing-missing = Il ne manque rien.
points-no-need = Le besoin n’étant pas connu, ni la couverture ni le déficit ne peuvent être indiqués.
points-unpaid = Sur les { $needed } nécessaires, il reste { $amount } à verser.
points-unpaid-all = Sur les { $needed } nécessaires, rien n’a encore été versé.

full-unknown = Le montant nécessaire pour l’ensemble de la phase n’est pas connu.
full-zero = Selon le budget en vigueur, l’ensemble de la phase ne nécessite aucun financement.
full-met = { $vague ->
    [yes] Au total, il faut { $needed } ; le montant { $firm } est d’environ { $amount }.
   *[no] Au total, il faut { $needed } ; le montant { $firm } est de { $amount }.
}
full-none = Au total, il faut { $needed } ; rien n’en est { $firm }.
full-part = { $vague ->
    [yes] Au total, il faut { $needed } : le montant { $firm } en représente environ { $share }, et il manque environ { $amount }.
   *[no] Au total, il faut { $needed } : le montant { $firm } en représente { $share }, et il manque { $amount }.
}

coming-overdue = Versements en retard : { $listed } ({ $names }).
coming-next = Aucun versement n’est en retard ; le prochain est dû { $when } : { $amount }, { $name }.
coming-undated = Aucune date de versement n’est indiquée pour ce qui est promis.
coming-nothing = Aucun versement n’est en attente.

closing = Au { $date } · { $audience } · { $record } · { $sources }
sources = { $count ->
    [0] Sans source
    [1] Source : { $listed }
   *[other] Sources : { $listed }
}
and-more = { $listed } et { $count } de plus
