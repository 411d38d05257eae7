# Les mots qui servent dans beaucoup de phrases. Les espaces avant ; : ? ! % et à l’intérieur de « » sont insécables.

rung-received = Reçu
rung-committed = Signé
rung-pledged = Annoncé
rung-expected = Attendu
rung-prospective = Possible
word-received = reçu
word-committed = signé
word-pledged = annoncé
word-expected = attendu
word-prospective = possible
not-received = reçu
not-committed = signé
not-pledged = annoncé
not-expected = attendu
not-prospective = possible

audience-internal = INTERNE
audience-partners = PARTENAIRES

list-and = et
list-or = ou
list-nor = ni
others = { $count } autres
about = environ { $amount }
clauses = { $first } ; { $second }

# Toujours au masculin : le besoin, le démarrage, le seuil.
target = { $kind ->
    [requirement] le besoin total
    [word-start] le démarrage
   *[title] le seuil « { $title } »
}
target-of = { $kind ->
    [requirement] le besoin total
    [word-start] le démarrage
   *[title] le seuil « { $title } »
}

date-for = { $precision ->
    [month] pour { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }
    [year] pour { $year }
   *[day] pour le { $date }
}
date-on = { $precision ->
    [day] le { $date }
    [year] en { $year }
   *[month] en { $date }
}

today = aujourd’hui
near-month = { $which ->
    [last] le mois dernier
    [this] ce mois-ci
   *[next] le mois prochain
}
near-year = { $which ->
    [last] l’année dernière
    [this] cette année
   *[next] l’année prochaine
}
ahead = { $vague ->
    [yes] dans environ { $time }
   *[no] dans { $time }
}
ago = { $vague ->
    [yes] il y a environ { $time }
   *[no] il y a { $time }
}
