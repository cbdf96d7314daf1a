package dev.windrose.documents;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.yaml.Problem;
import java.util.List;

/**
 * What was read.
 *
 * @param all the documents that could be read, in the order of files and lines
 * @param rejected documents that had a mistake which leaves their meaning open, and cannot even refuse what they were meant for; they take no
 *     effect
 * @param problems everything that is wrong, in the order of files and lines
 */
public record Documents(List<Document> all, List<Rejected> rejected, List<Problem> problems) {
    public static final Documents EMPTY = new Documents(List.of(), List.of(), List.of());

    public Documents {
        all = List.copyOf(all);
        rejected = List.copyOf(rejected);
        problems = List.copyOf(problems);
    }

    /** A document that takes no effect, and the first of its mistakes. */
    public record Rejected(String kind, Metadata metadata, String why) {}

    /** The documents of one kind. */
    public <T extends Document> List<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
