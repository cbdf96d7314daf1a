package dev.windrose.dataplane.explain;

import dev.windrose.documents.Documents;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Model;
import dev.windrose.translate.Addresses;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.Unopened;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * What is known of a question: where what runs leads it, and what documents add to that; or what a mesh does, if the host is a Service and no gateway
     * takes it.
     *
     * @param from the namespace of a client of a mesh, which alone is asked about then; null if nobody says
     * @throws IllegalArgumentException for a client of a mesh and a host that is no Service
     */
    public Answer answer(Asked asked, @Nullable String from, Snapshot snapshot) {
        MeshAnswer mesh = MeshAnswer.of(this, asked, from);
        Explanation explanation = asked.explain(snapshot);
        boolean taken = asked instanceof ConnectionLine ? explanation.socket() != null : explanation.listener() != null;
        if (mesh != null && (from != null || mesh.isServed() && !taken)) {
            return mesh.answer();
        }
        List<Remark> remarks = new ArrayList<>(new Remarks(this, asked, explanation).all());
        if (mesh != null) {
            remarks.addAll(mesh.beside());
        }
        return new Answer(explanation, remarks);
    }
}
