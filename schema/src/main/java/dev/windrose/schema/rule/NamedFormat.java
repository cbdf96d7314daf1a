package dev.windrose.schema.rule;

import com.google.re2j.Pattern;

/** A format that rules name. */
enum NamedFormat {
    /** RFC 1123, a single label in lower case. */
    DNS_LABEL("[a-z0-9]([-a-z0-9]*[a-z0-9])?", 63);

    private final Pattern pattern;
    private final int longest;

    NamedFormat(String pattern, int longest) {
        this.pattern = Pattern.compile(pattern);
        this.longest = longest;
    }

    boolean fits(String text) {
        return text.length() <= longest && pattern.matcher(text).matches();
    }
}
