package dev.windrose.dataplane.explain;

import dev.windrose.documents.Documents;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Model;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.Unopened;
import java.util.List;

/**
 * What documents say, and what became of them.
 *
 * @param addresses for which they were translated
 */
public record Written(Documents documents, List<DocumentStatus> statuses, Addresses addresses) {
    public static final Written NOTHING = new Written(Documents.EMPTY, List.of(), Addresses.OF_THE_MACHINE);

    public Written {
        statuses = List.copyOf(statuses);
    }

    /** The statuses once the model runs, but for listeners that could not be opened. */
    public List<DocumentStatus> statuses(Model model, List<Unopened.Failure> unopened) {
        return Unopened.correct(statuses, documents, addresses, model, unopened);
    }

    /** The same documents with other statuses. */
    public Written with(List<DocumentStatus> others) {
        return new Written(documents, others, addresses);
    }

    /** What is known of a question: where what runs leads it, and what documents add to that. */
    public Answer answer(Asked asked, Snapshot snapshot) {
        Explanation explanation = asked.explain(snapshot);
        return new Answer(explanation, new Remarks(this, asked, explanation).all());
    }
}
