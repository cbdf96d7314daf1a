package dev.windrose.translate;

/** One condition of a status, with type and reason as the Gateway API names them. */
public record Condition(String type, boolean holds, String reason, String message) {
    static Condition yes(String type) {
        return new Condition(type, true, type, "");
    }

    static Condition yes(String type, String reason, String message) {
        return new Condition(type, true, reason, message);
    }

    static Condition no(String type, String reason, String message) {
        return new Condition(type, false, reason, message);
    }
}
