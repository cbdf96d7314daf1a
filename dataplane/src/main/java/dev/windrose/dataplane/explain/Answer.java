package dev.windrose.dataplane.explain;

import dev.windrose.engine.explain.Explanation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The way of what was asked about, and what documents add to it. */
public record Answer(Explanation explanation, List<Remark> remarks) {
    public Answer {
        remarks = List.copyOf(remarks);
    }

    /** Whether a rule or a destination takes what was asked about. */
    public boolean isTaken() {
        return explanation.isTaken();
    }

    /** All of it for people, line by line. */
    public String text() {
        StringBuilder text = new StringBuilder(explanation.text());
        for (Remark remark : remarks) {
            remark.lines().forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    /** All of it as maps, lists and texts. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("outcome", explanation.outcome());
        tree.put("taken", isTaken());
        if (explanation.socket() != null) {
            tree.put("socket", explanation.socket());
        }
        if (explanation.listener() != null) {
            tree.put("listener", explanation.listener());
        }
        if (explanation.rule() != null) {
            tree.put("rule", explanation.rule().id().toString());
            tree.put("origin", explanation.rule().origin());
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        explanation.facts().forEach(fact -> facts.put(fact.label(), fact.value()));
        tree.put("facts", facts);
        tree.put("filters", explanation.filters());
        tree.put("destinations", explanation.destinations());
        tree.put("losers", explanation.losers().stream().map(Answer::tree).toList());
        List<Object> notes = new ArrayList<>();
        remarks.forEach(remark -> notes.add(tree(remark)));
        tree.put("remarks", notes);
        tree.put("text", text());
        return tree;
    }

    private static Map<String, Object> tree(Explanation.Loser loser) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("rule", loser.rule());
        tree.put("origin", loser.origin());
        tree.put("why", loser.why());
        return tree;
    }

    private static Map<String, Object> tree(Remark remark) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", remark.topic());
        tree.put("object", remark.object());
        tree.put("origin", remark.origin());
        tree.put("why", remark.why());
        if (remark.remedy() != null) {
            tree.put("remedy", remark.remedy());
        }
        return tree;
    }
}
