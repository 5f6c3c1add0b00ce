package dev.playhead.event;

import java.util.Objects;

/**
 * A pattern of event types: an exact type, or a text in which each {@code *} matches any number of characters,
 * including none. Examples: {@code cell:edit}, {@code cell:*}, {@code *:edit}, {@code *}.
 *
 * <p><b>Cost.</b> Matching compares text and allocates nothing.
 *
 * @param text the pattern
 */
public record TypePattern(String text) {
    /** The pattern that matches every type. */
    public static final TypePattern ANY = new TypePattern("*");

    /**
     * Creates a pattern.
     *
     * @param text the pattern
     */
    public TypePattern {
        Objects.requireNonNull(text, "typePattern");
    }

    /**
     * Creates a pattern.
     *
     * @param text the pattern
     * @return the pattern
     */
    public static TypePattern of(String text) {
        return new TypePattern(text);
    }

    /**
     * Returns whether a type matches.
     *
     * @param type an event's type
     * @return whether the whole type matches the whole pattern
     */
    public boolean matches(String type) {
        int star = text.indexOf('*');
        if (star < 0) {
            return text.equals(type);
        }
        if (!type.regionMatches(0, text, 0, star)) {
            return false;
        }
        if (star == text.length() - 1) {
            return true;
        }
        return glob(type, star);
    }

    /**
     * Lets each star match as few characters as possible, and backtracks to the latest star only. The time is at worst
     * proportional to the product of both lengths.
     */
    private boolean glob(String type, int firstStar) {
        int t = firstStar;
        int p = firstStar;
        int latestStar = -1;
        int resumeAt = 0;
        while (t < type.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                latestStar = p++;
                resumeAt = t;
            } else if (p < text.length() && text.charAt(p) == type.charAt(t)) {
                p++;
                t++;
            } else if (latestStar >= 0) {
                p = latestStar + 1;
                t = ++resumeAt;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
