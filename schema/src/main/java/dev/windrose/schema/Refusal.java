package dev.windrose.schema;

import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Problem;
import java.util.Set;

/**
 * Something that an API server would refuse.
 *
 * @param path the field, such as {@code spec.rules[0]}
 * @param last where the last value of the field begins
 * @param extent which other problems are about the same thing
 * @param within where the parts of the document begin that contain it, such as a listener or a rule
 */
record Refusal(Problem problem, String path, Position last, Extent extent, Set<Position> within) {

    /** How far a refusal reaches. */
    enum Extent {
        /** One value: what else is wrong at its place is the same mistake. */
        VALUE,
        /** A field that is not there, told at the place of what should contain it. */
        ABSENT,
        /** What a rule has looked at: the field, and all that is in it. */
        WITHIN
    }

    /** Whether somebody else's problem is about the same mistake, or lies in what is refused as a whole. */
    boolean isAbout(Problem other) {
        Position at = other.position();
        return switch (extent) {
            case VALUE -> at.equals(problem.position());
            case ABSENT -> at.equals(problem.position()) && other.message().startsWith(path + ":");
            case WITHIN -> at.compareTo(problem.position()) >= 0 && at.compareTo(last) <= 0;
        };
    }

    /** Whether somebody's problem is about a part of the document that contains this, and so cannot come to pass. */
    boolean isInsideOf(Problem other) {
        return within.contains(other.position());
    }
}
