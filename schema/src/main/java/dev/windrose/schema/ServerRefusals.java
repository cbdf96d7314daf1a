package dev.windrose.schema;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.documents.yaml.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What an API server would refuse of the documents that are read. Nothing is told twice: the reader comes first, whose words are the better ones;
 * then the server; what the translation finds in a part of which the server refuses something would never come to it. For one thread.
 */
public final class ServerRefusals implements DocumentReader.Witness {
    private final CustomResources resources = new CustomResources();
    private final List<Refusal> found = new ArrayList<>();
    private final Map<String, List<Refusal>> untold = new HashMap<>();
    private final Set<Position> documents = new HashSet<>();

    @Override
    public void onDocument(String kind, String apiVersion, Supplier<Written.Members> document) {
        Written.Members written = document.get();
        if (found.addAll(resources.refusals(kind, apiVersion, written))) {
            documents.add(written.at());
        }
    }

    /** The problems of which the reader's do not tell. */
    public List<Problem> beyond(List<Problem> reader) {
        NavigableMap<Position, List<Problem>> told = new TreeMap<>();
        reader.stream()
                .filter(Problem::isError)
                .forEach(problem -> told.computeIfAbsent(problem.position(), _ -> new ArrayList<>())
                        .add(problem));
        Problems problems = new Problems();
        for (Refusal refusal : found) {
            Position at = refusal.problem().position();
            Position last = refusal.last().compareTo(at) < 0 ? at : refusal.last();
            if (told.subMap(at, true, last, true).values().stream()
                    .flatMap(List::stream)
                    .noneMatch(refusal::isAbout)) {
                untold.computeIfAbsent(at.file(), _ -> new ArrayList<>()).add(refusal);
                problems.add(refusal.problem());
            }
        }
        return problems.toList();
    }

    /** Whether a problem of the translation is one of a part of a document, such as a listener, in which something is refused; after {@link #beyond}. */
    public boolean isMoot(Problem problem) {
        return untold.getOrDefault(problem.position().file(), List.of()).stream()
                .anyMatch(refusal -> refusal.isAbout(problem) || refusal.isInsideOf(problem));
    }

    /** Whether something of the document that begins here is refused. */
    public boolean isRefused(Position document) {
        return documents.contains(document);
    }

    /** Of how many documents something is refused. */
    public int refused() {
        return documents.size();
    }
}
