package dev.windrose.kubernetes.status;

import dev.windrose.kubernetes.api.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What we say of an object.
 *
 * @param generation of the object as it was translated; an object that is newer is left for the next translation
 * @param status fields of the status, as {@link StatusMerge} takes them
 * @param complaints the conditions that are not as they should be, for events
 */
public record Wanted(ObjectKey key, long generation, Map<String, Object> status, List<Complaint> complaints) {
    public Wanted {
        complaints = List.copyOf(complaints);
    }

    /** Something a person should know; the reason is one word. */
    public record Complaint(String reason, String message) {}
}
