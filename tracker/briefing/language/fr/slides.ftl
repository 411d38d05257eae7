# Words of the slides that no other form needs.
slides-other-thresholds = Les autres seuils
slides-unnamed = Non nommés dans la barre : { $parts }
slides-part = { $who } { $amount } ({ $rung })
slides-range = { $low } à { $high }
slides-continued = { $title } ({ $part } sur { $parts })
slides-uncertain = Ce qui est vague ou n’est pas connu
slides-table = Tableau : { $title }. { $parts }
slides-chart = Graphique : { $title }. { $parts }
slides-key = Légende : { $parts }.
slides-below = (non dessiné)
slides-stood = Situation
slides-more = En plus
slides-less = En moins
slides-ledger = Registre { $ledger }
slides-currency = Monnaie : { $currency }
slides-for-target = pour « { $title } »
slides-coverage-of-each = La couverture de chaque phase
