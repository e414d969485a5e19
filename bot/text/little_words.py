"""Words that say little about what a text is about: articles, pronouns, auxiliaries, courtesies.

English, German, French, Spanish, Dutch and Italian; compared as stems.
"""

from __future__ import annotations

from bot.text.signs import stems_of

_LISTED = """
    i me my mine myself we our us you your it its he she they them their this that these those a an
    the and or but if so to of in on at for with from by as about into over then than too also very
    is are was were be been being am do does did doing done have has had having will would can could
    shall should may might must not no nor don't can't won't isn't doesn't didn't haven't hasn't
    wasn't i'm i've i'd i'll it's that's there's why what whats when where which who how there here
    just only still please hi hello hey dear thanks thank ok okay want need get got some any all
    like know tell help see make use used one yes let more most much many another other others such
    really now today again already yet since because while ago able try tried keep keeps go going
    gone goes come take took give gave put say said says look thing things something anything time
    times day days

    ich mich mir mein meine wir uns unser unsere du sie ihr es er der die das den dem ein eine einen
    einem einer und oder aber wenn zu von im am auf für mit bei als auch nur noch schon sehr ist
    sind war waren sein habe haben hat hatte wird werden kann können muss nicht kein keine was wann
    wo wie wer warum bitte hallo danke

    je me mon ma mes nous notre vous votre il elle ils elles le la les un une des du de et ou mais
    si à en dans sur pour avec par comme est sont était être ai a avons avez ont pas ne que qui quoi
    quand où comment pourquoi bonjour merci ce cette ces se

    yo mi mis nosotros usted tu su sus el los las uno unos y o pero si al del con por para como es
    son era ser he ha hemos han no qué que quién cuándo dónde cómo hola gracias este esta se lo

    ik mij mijn wij ons onze jij je jouw het hij zij een en of maar als van op voor met bij is zijn
    was heb heeft hebben kan kunnen niet geen wat wanneer waar hoe wie waarom dat dit er

    io mio mia noi nostro voi lui lei loro il gli uno una e ma se di da nel con per come è sono era
    ho hai abbiamo hanno non che chi quando dove perché ciao grazie questo questa
"""

LITTLE_STEMS = frozenset(stems_of(_LISTED))
