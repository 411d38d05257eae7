# Words of the pack that stand by themselves: headings, columns, marks.
brief-title = Note de financement { $quarter }
brief-portfolio = Portefeuille
brief-as-of = Au { $date }
brief-evidence = dernière information : { $date }
brief-no-evidence = aucune information à ce jour
brief-internal = INTERNE
brief-partners = POUR LES PARTENAIRES
brief-record = Enregistrement { $number }
brief-no-record = rien d’enregistré
brief-digest = Enregistrement { $number } · { $digest }
brief-recorded = enregistré jusqu’au { $moment } UTC
brief-rates-none = aucun change nécessaire
brief-rates-step = taux du jour de chaque promesse, les plus récents : { $dates }
brief-rates-as-of = taux au { $date } : { $dates }
brief-rate = { $currency } { $date }
brief-page = page { $page } sur { $pages }
brief-line = { $initiative }, { $subject } :
brief-full = Besoin total
brief-needed = besoin : { $amount }
brief-not-known = besoin inconnu
brief-due = pour { $date }
brief-missing = manquent { $amount }
brief-over = { $amount } de plus que le besoin
brief-surplus = excédent { $amount }
brief-nothing-in-sight = rien n’est en vue
brief-others = Autres ({ $count })
brief-donors = { $count ->
    [one] { $count } donateur
   *[other] { $count } donateurs
}
brief-alt = Barre « { $title } » : { $parts }.
brief-alt-part = { $who } { $amount } { $rung }
brief-ladder = Ce qui manque, en comptant à partir de chaque échelon
brief-counting = En comptant
brief-plus = + { $rung }
brief-money = Montant
brief-counted = Compté
brief-gap = Manque
brief-coverage = Couverture
brief-who = Qui en est où
brief-donor = Donateur
brief-standing = Statut
brief-amount = Montant
brief-pays = Paiement
brief-source = Source
brief-last-word = Dernière nouvelle
brief-paid = payé
brief-not-stated = non indiqué
brief-and-later = { $date } (+{ $count })
brief-in-kind = en nature
brief-no-rate = { $amount }, sans taux
brief-nobody-yet = Personne encore
brief-nobody = Personne à ce jour
brief-total = Total, en espèces
brief-total-in-kind = Total, en nature
brief-changed-printed = Changements depuis la dernière note ({ $date }, { $record })
brief-changed = Changements depuis le { $date } (aucune note publiée avant)
brief-change = Étape
brief-firm = Montants annoncés ou plus fermes
brief-decisions = Décisions attendues, et pour quand
brief-decision = Décision
brief-of-whom = De qui
brief-by-when = Pour
brief-no-decision = Aucune décision n’est attendue : tout le nécessaire a été reçu.
brief-more = et { $count } de plus
brief-overdue = En retard
brief-overdue-line = { $who } : { $amount } depuis { $since }
brief-overdue-days = { $who } : { $amount } depuis le { $since } ({ $days ->
    [one] { $days } jour
   *[other] { $days } jours
})
brief-nothing-overdue = Rien n’est en retard.
brief-meetings = Prochaines réunions et échéances
brief-no-meetings = Aucune n’est connue.
brief-letters = Les lettres absentes de la police de cette page sont remplacées par « � » ; le classeur les contient toutes.
brief-outlook = Perspectives
brief-caveats = À garder à l’esprit
brief-unknowns = Ce qui n’est pas connu
brief-sources = Sources
brief-no-sources = Aucune source n’est indiquée.
brief-unsourced = sans source
brief-points = Éléments de langage
brief-in-one-line = En une ligne
brief-summary = Résumé
brief-phase = Phase
brief-required = Besoin
brief-in-cash = En caisse
brief-firm-short = Annoncé ou plus ferme
brief-in-sight = En vue
brief-next = Prochaine date
brief-phases = Phases
brief-ended = terminée
brief-of-phases = { $count ->
    [one] Phase ouverte en { $currency }
   *[other] { $count } phases ouvertes en { $currency }
}
brief-no-phases = Rien n’est encore enregistré.
brief-attention = Points d’attention
brief-nothing-attention = Rien n’appelle l’attention.
brief-attention-missed = { $phase } : il manque { $amount } pour « { $what } », échéance passée ({ $date }).
brief-attention-at-risk = { $phase } : il manque { $amount } pour « { $what } », échéance { $date }.
brief-attention-overdue = { $phase } : { $what } a { $amount } de retard depuis { $date }.
brief-attention-no-rate = { $phase } : { $amount } ne figure dans aucun total, faute de taux de change.
brief-attention-no-requirement = { $phase } : le besoin n’est pas connu.
brief-portfolio-note = L’excédent d’une phase n’en couvre pas une autre ; les monnaies ne sont jamais additionnées.
brief-covers = Cette note dit ce que l’argent couvre, non ce qui adviendra.
brief-verify = À vérifier par : tracker verify --expect { $number }:{ $digest }
wanted-meet = Remplir ou lever la condition posée pour { $amount }
wanted-state-date = Indiquer la date de paiement : { $amount }, déjà signés
wanted-sign = Signer l’engagement : { $amount }, déjà annoncés
wanted-announce = Annoncer { $amount }, attendus à ce jour
wanted-decide = Se prononcer sur { $amount }
wanted-find = Trouver { $amount } { $target }
wanted-in-full = pour le besoin total
wanted-for = pour « { $title } »
caveat-undated = Aucune date de paiement n’est indiquée pour { $amount } comptés dans « { $title } ».
caveat-unconverted = { $count ->
    [one] { $amounts } : dans aucun total, faute de taux de change.
   *[other] { $amounts } : dans aucun total, faute de taux de change.
}
caveat-range = L’ensemble de l’argent en vue peut représenter entre { $low } et { $high }.
kind-opening = Situation de départ
kind-late-entries = Enregistré après coup
kind-new = Nouveau
kind-raised = Relevé
kind-lowered = Réduit
kind-firmed = Devenu plus ferme
kind-softened = Devenu moins ferme
kind-moved = Déplacé entre phases
kind-received = Payé
kind-refunded = Remboursé
kind-withdrawn = Retiré
kind-exchange = Taux de change
kind-stated = Besoin établi
kind-restated = Besoin révisé
kind-closing = Situation actuelle
brief-all-initiatives = { $count ->
    [1] Une initiative
   *[other] { $count } initiatives
}
likely-reached = D’après les probabilités indiquées pour { $stated } promesses sur { $promises }, « { $title } » est couvert à temps avec une probabilité de { $range }.
likely-between = { $first } à { $last }
likely-basis = Les promesses sont supposées indépendantes ; ces probabilités sont celles indiquées sur leurs lignes.
likely-spread = Sur la même base, { $p10 } ou plus arrivent neuf fois sur dix, { $p50 } une fois sur deux, { $p90 } une fois sur dix.
brief-pair = { $head } : { $text }
brief-scenario = SCÉNARIO « { $name } » : enregistré nulle part
