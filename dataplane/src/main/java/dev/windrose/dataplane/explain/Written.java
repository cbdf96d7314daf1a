package dev.windrose.dataplane.explain;

import dev.windrose.documents.Documents;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.translate.DocumentStatus;
import java.util.List;

/** What documents say, and what became of them. */
public record Written(Documents documents, List<DocumentStatus> statuses) {
    public static final Written NOTHING = new Written(Documents.EMPTY, List.of());

    public Written {
        statuses = List.copyOf(statuses);
    }

    /** What is known of a question: where what runs leads it, and what documents add to that. */
    public Answer answer(Asked asked, Snapshot snapshot) {
        Explanation explanation = asked.explain(snapshot);
        return new Answer(explanation, new Remarks(this, asked, explanation).all());
    }
}
