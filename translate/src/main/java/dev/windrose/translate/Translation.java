package dev.windrose.translate;

import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.Model;
import java.util.List;

/** The model, what became of each document, and the problems found on the way (without those of reading). */
public record Translation(Model model, List<DocumentStatus> statuses, List<Problem> problems) {
    public Translation {
        statuses = List.copyOf(statuses);
        problems = List.copyOf(problems);
    }
}
