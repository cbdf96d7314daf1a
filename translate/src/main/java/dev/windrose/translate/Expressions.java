package dev.windrose.translate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Which regular expressions may be used. Counted repeats are unrolled when an expression is compiled, so a few characters can ask for more
 * memory than there is; what an expression may unroll to is bounded before it is compiled.
 */
final class Expressions {
    private static final int LONGEST = 1_024;
    private static final int DEEPEST = 50;
    /** How many parts repeats may unroll to. */
    private static final int MOST_REPEATS = 1_000;

    private static final int SHOWN = 80;

    private final String text;
    private int at;
    private @Nullable String problem;

    private Expressions(String text) {
        this.text = text;
    }

    /** What is wrong with an expression, or null. */
    static @Nullable String mistake(String expression) {
        if (expression.length() > LONGEST) {
            return say(expression, expression.length() + " characters (expected: at most " + LONGEST + ")");
        }
        String costly = new Expressions(expression).cost();
        if (costly != null) {
            return say(expression, costly);
        }
        try {
            Pattern _ = Pattern.compile(expression);
            return null;
        } catch (PatternSyntaxException e) {
            return say(
                    expression,
                    "(expected: RE2 syntax, which has no look-ahead, look-behind or back-reference; "
                            + e.getDescription() + ")");
        } catch (StackOverflowError _) {
            return say(expression, "(expected: an expression with less nesting)");
        }
    }

    private static String say(String expression, String what) {
        String shown = expression.length() > SHOWN ? expression.substring(0, SHOWN) + "…" : expression;
        return "regular expression: " + shown + " " + what;
    }

    /** Sums for each open group what its parts unroll to; a repeat multiplies the part before it. */
    private @Nullable String cost() {
        Deque<long[]> open = new ArrayDeque<>();
        // The sum of a group so far without its last part, and that part.
        long[] group = new long[2];
        while (at < text.length() && problem == null) {
            char c = text.charAt(at);
            if (c == '(') {
                open.push(group);
                group = new long[2];
                if (open.size() > DEEPEST) {
                    return "at character " + (at + 1) + ": nested too deeply (expected: at most " + DEEPEST + ")";
                }
                at++;
            } else if (c == ')' && !open.isEmpty()) {
                long inside = Math.max(1, group[0] + group[1]);
                group = open.pop();
                part(group, inside);
                at++;
            } else if (c == '{') {
                repeat(group);
            } else {
                single(group, c);
            }
        }
        if (problem == null && group[0] + group[1] > LONGEST + MOST_REPEATS) {
            return "repeats come to more than " + MOST_REPEATS + " parts (expected: smaller counts)";
        }
        return problem;
    }

    private static void part(long[] group, long size) {
        group[0] += group[1];
        group[1] = size;
    }

    private void single(long[] group, char c) {
        if (c == '\\' && text.startsWith("\\Q", at)) {
            int end = text.indexOf("\\E", at);
            int next = end < 0 ? text.length() : end + 2;
            part(group, next - at);
            at = next;
        } else if (c == '\\') {
            part(group, 1);
            // The braces of \x{1F600} and \p{Greek} count nothing.
            int end = text.indexOf('}', at);
            boolean braces = text.startsWith("{", at + 2) && "xpP".indexOf(text.charAt(at + 1)) >= 0 && end > 0;
            at = braces ? end + 1 : at + 2;
        } else if (c == '[') {
            part(group, 1);
            at = afterClass();
        } else {
            if ("*+?|^$".indexOf(c) < 0) {
                part(group, 1);
            }
            at++;
        }
    }

    /** A bracket that comes first in a class belongs to it. */
    private int afterClass() {
        int i = at + (text.startsWith("[^", at) ? 2 : 1);
        for (int first = i; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (text.startsWith("[:", i) && text.indexOf(":]", i) > 0) {
                i = text.indexOf(":]", i) + 1;
            } else if (c == ']' && i > first) {
                return i + 1;
            }
        }
        return text.length();
    }

    private void repeat(long[] group) {
        int end = text.indexOf('}', at);
        String counts = end < 0 ? "" : text.substring(at + 1, end);
        if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            part(group, 1);
            at++;
            return;
        }
        long times = 1;
        for (String count : counts.split(",", -1)) {
            times = Math.max(times, count.isEmpty() ? 1 : Long.parseLong(count));
        }
        group[1] *= times;
        if (times > 1 && group[0] + group[1] > MOST_REPEATS) {
            problem = "at character " + (at + 1) + ": repeats come to more than " + MOST_REPEATS + " parts"
                    + " (expected: smaller counts)";
        }
        at = end + 1;
    }
}
