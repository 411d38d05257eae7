# Words of the slides that no other form needs.
slides-other-thresholds = Другие пороги
slides-unnamed = Не подписаны на полосе: { $parts }
slides-part = { $who } { $amount } ({ $rung })
slides-range = от { $low } до { $high }
slides-continued = { $title } ({ $part } из { $parts })
slides-uncertain = Что приблизительно или неизвестно
slides-table = Таблица: { $title }. { $parts }
slides-chart = Диаграмма: { $title }. { $parts }
slides-key = Обозначения: { $parts }.
slides-below = (не показано)
slides-stood = Остаток
slides-more = Прибавилось
slides-less = Убыло
slides-ledger = Реестр { $ledger }
slides-currency = Валюта: { $currency }
slides-for-target = на «{ $title }»
slides-coverage-of-each = Насколько покрыт каждый этап
