"""The words by which feelings are guessed, and the words that turn them.

English, with some everyday words of German, French, Spanish, Dutch and Italian. Phrases are parted
by commas and compared in lower case, with straight apostrophes.
"""

from __future__ import annotations

PLAIN = 10  # stands for an expressly neutral phrase

# 3 delighted, 2 happy, 1 friendly, 0 only looks like a feeling; below zero angry, frustrated and
# a hint of trouble. Two hints of trouble make frustration; friendly words alone make nothing.
WEIGHTED = {
    3: """
        adore, adores, amazing, awesome, best experience, best product, best service, best support,
        best team, best tool, beyond happy, blown away, brilliant, couldn't be happier, delighted,
        ecstatic, excellent, fantastic, game changer, heroes, incredible, life saver, lifesaver,
        love, loved, loves, loving, outstanding, over the moon, phenomenal, saved our, stunning,
        superb, thrilled, wonderful, 😍, 🤩, 🥰, 🥳, ❤, :heart_eyes:, :star-struck:, :heart:,
        begeistert, fantastisch, großartig, hervorragend, wunderbar, enchanté, enchantée,
        excellente, génial, géniale, ravi, ravie, ravis, ravies, encantada, encantado, encantados,
        excelente, genial, geniaal, geweldig, eccellente, entusiasta, entusiasti,
        fantastico, fantástico
    """,
    2: """
        appreciate, appreciated, appreciates, can't complain, complimented, compliments, enjoy,
        enjoyed, enjoying, enjoys, glad, grateful, great, happy, happily, helpful, impressed,
        impressive, intuitive, just works, kudos, nice touch, not bad, perfect, perfectly, pleasant,
        pleased, pleasure, praise, praised, praises, relieved, reliable, satisfied, saved me,
        saved us, saves me, saves us, seamless, smooth, smoothly, easy to use, super easy,
        thank you so much, thankful, thanks a lot, thanks for the help, thanks for your help,
        thumbs up, very easy, well done, works fine, works well, 👍, 🙂, 😀, 😃, 😄, 😊, 🙏, :+1:,
        :smile:, :thumbsup:, :slightly_smiling_face:, dankbar, freut sich, froh, glücklich, lobt,
        lobte, perfekt, zufrieden, est content, est contente, heureuse, heureux, parfait, satisfait,
        satisfaite, satisfaits, sont contents, très content, très contente, contenta, contentas,
        contento, contentos, felices, feliz, satisfecha, satisfecho, satisfechos, blij, enthousiast,
        tevreden, contente, contenti, felice, felici, ottimo, soddisfatta, soddisfatti, soddisfatto
    """,
    1: """
        easy, good, nice, quick, super, thank you, thanks, danke, gut, toller, tolle, tolles,
        vielen dank, merci, gracias, bedankt, fijn, grazie, molto bene, muy bien, très bien
    """,
    0: """
        angry birds, best practice, best practices, best regards, good afternoon, good day, good
        evening, good morning, good question, for the pleasure, great britain, great deal, happy
        hour, happy new year, happy path, happy to, glad to hear from, kind regards, love letter,
        love to, no thanks, not only, perfect storm, slow motion, super user, thanks in advance,
        thanks to, used to, used to be happy, used to love, well known, worst case
    """,
    -1: """
        again, bad, broke, bug, bugs, complaint, complaints, crash, delayed, difficult, down, error,
        errors, failed, failure, late, lost, outage, outages, outdated, poor, problem, problems,
        trouble, unclear, wrong, beschwerde, fehler, probleme, zu spät, erreur, panne, problème,
        en retard, error, problema, problemas, queja, fout, probleem, te laat, errore, problemi
    """,
    -2: """
        a shame, annoyed, annoying, annoys, awful, been waiting, broken, buggy, charged twice,
        clunky, complained, complaining, complains, complicated, concerned, confused, confuses,
        confusing, crashed, crashes, crashing, crazy, cumbersome, disappointed, disappointing,
        disappointment, dissatisfied, double charge, double charged, fails, failing, frustrated,
        frustrates, frustrating, frustration, gave up, given up, hard to, hate, hated, hates,
        horrible, ignored, impossible to, in vain, irritated, irritating, keeps asking, laggy,
        let down, long wait, made no sense, makes no sense, mess, messy, never again, never got,
        never heard, nightmare, no answer, no one answers, no one called, no one replies,
        no one told, no reply, no response, nobody answers, nobody called, nobody replies,
        nobody responds, nobody told, overwhelmed, pain, painful, sluggish, slow, slower, slows,
        so long, still no, still not, still waiting, stopped working, stops working, struggle,
        struggled, struggles, struggling, stuck, tedious, terrible, too long, took ages,
        took forever, take forever, takes ages, takes forever, unhappy, unreliable, unsatisfied,
        unusable, upset, waiting for weeks, waste of, worried, worse, ☹, 🙁, 😞, 😟, 😤, 😩, 😫,
        😖, 👎, :-1:, :thumbsdown:, :disappointed:, ärgerlich, ärgert, beschwert, beschwerte,
        enttäuscht, frustriert, genervt, immer noch nicht, kaputt, kompliziert, langsam, nervig,
        nervt, sauer, schlecht, umständlich, unzufrieden, verärgert, verwirrend, verwirrt, agacé,
        agacée, bloqué, bloquée, compliqué, déçu, déçue, déçus, déçues, en panne, frustré,
        frustrée, insatisfait, insatisfaite, mécontent, mécontente, mécontents, pas content,
        pas contente, toujours pas, trop lent, très lent, complicado, confuso, decepcionada,
        decepcionado, decepcionados, descontento, frustrada, frustrado, insatisfecho, lenta,
        lento, molesta, molesto, molestos, geïrriteerd, gefrustreerd, ingewikkeld, irritant,
        kapot, klaagt, ontevreden, slecht, teleurgesteld, traag, verward, bloccato, complicato,
        delusa, delusi, deluso, frustrato, insoddisfatto, scontenti, scontento
    """,
    -3: """
        a joke, angry, angrily, appalled, appalling, disgrace, disgraceful, disgusted, disgusting,
        enraged, fed up, fuming, furious, great another, had enough, how dare, incompetent, irate,
        livid, outraged, outrageous, pathetic, rip off, ripoff, ridiculous, scam, screamed,
        screaming, seething, shouted, shouting, sick and tired, sick of, sue, swore,
        thanks for nothing, unacceptable, useless, worst, yelled, yelling, 😠, 😡, 🤬, :angry:,
        :rage:, :face_with_symbols_on_mouth:, empört, frechheit, inakzeptabel, stinksauer,
        unverschämt, unverschämtheit, wütend, zornig, en colère, furieuse, furieux, inacceptable,
        ras le bol, scandaleux, enfadada, enfadado, enfadados, enojado, furiosa, furioso, harta,
        harto, inaceptable, indignado, pésimo, boos, onacceptabel, schandalig, woedend, arrabbiata,
        arrabbiati, arrabbiato, inaccettabile, indignato, pessimo, vergognoso
    """,
    PLAIN: """
        as expected, does the job, does what it should, don't care, doesn't care,
        indifferent, it's fine, it's ok, it's okay, meh, mediocre, neither good nor bad, neutral,
        no opinion, no strong feelings, no strong opinion, nothing special, geht so,
        mittelmäßig, comme ci comme ça, ni fu ni fa, così così
    """,
}

# These tell something only where they are denied: "doesn't work", "ne marche pas".
TELLING_IF_DENIED = """
    answer, answers, arrive, arrived, fixed, help, helped, load, loads, open, opens, respond,
    responds, resolved, responsive, solved, sync, syncs, understand, usable, work, worked, working,
    works, funktioniert, funktionieren, geht, klappt, lädt, marche, fonctionne, funciona, funcionan,
    werkt, funziona, funzionano
"""
DENYING = """
    cannot, hardly, neither, never, no, nobody, none, not, nothing, unable, without, kein, keine,
    keinen, nicht, nie, jamais, ne, pas, nunca, geen, niet, nooit, mai, non
"""
DENYING_FROM_BEHIND = "nicht, pas, niet"
SUPPOSING = """
    hope, hopes, hoping, if, unless, whether, wish, wishes, would, falls, hätte, wäre, wenn, würde,
    würden, aimerait, serait, gustaría, sería, als, zou, vorrei, sarebbe
"""
TURNING = "although, but, however, though, yet, aber, allerdings, mais, pero, maar, ma, però"
