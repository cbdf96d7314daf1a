package dev.windrose.translate;

import dev.windrose.documents.Documents;
import java.time.Instant;

/**
 * Translates one state of documents after the other. Each result is the very one that {@link Translator#translate(Documents, Addresses, Instant)}
 * gives; what was worked out for the state before is taken over as far as it rests on nothing that has changed. Documents that stayed the same are
 * best the same objects. For one thread at a time.
 */
public final class IncrementalTranslator {
    private Translator translator = new Translator();
    private boolean begun;

    /** Translates as of a moment, which decides only whether a certificate is reported as expired. */
    public Translation translate(Documents documents, Addresses addresses, Instant now) {
        boolean finished = false;
        try {
            if (begun) {
                Translation next = translator.next(documents, addresses, now);
                if (!translator.isSingular()) {
                    finished = true;
                    return next;
                }
                translator = new Translator();
            }
            begun = true;
            Translation first = translator.next(documents, addresses, now);
            finished = true;
            return first;
        } finally {
            if (!finished || translator.isSingular()) {
                translator = new Translator();
                begun = false;
            }
        }
    }

    /** How many routes the last call had to translate. */
    int translatedRoutes() {
        return translator.translatedRoutes();
    }

    /** How many routes the last call had to translate for their Services. */
    int translatedMeshRoutes() {
        return translator.translatedMeshRoutes();
    }
}
