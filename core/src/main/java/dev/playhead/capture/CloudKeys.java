package dev.playhead.capture;

/** The recognition of keys and tokens of cloud services, by their prefixes. */
final class CloudKeys {
    /**
     * A kind of key.
     *
     * @param prefix the first characters
     * @param chars the number of characters that follow; the minimum number if {@code capitals} is false
     * @param capitals whether only capital letters and digits follow; if not, any characters of Base64 and dots may
     *     follow, with at least one digit
     */
    private record Key(String prefix, int chars, boolean capitals) {
        static Key of(String prefix, int chars) {
            return new Key(prefix, chars, false);
        }

        boolean isAt(String text, int at) {
            if (!text.startsWith(prefix, at) || text.length() - at < prefix.length() + chars) {
                return false;
            }
            int from = at + prefix.length();
            boolean digit = false;
            for (int i = from; i < from + chars; i++) {
                char c = text.charAt(i);
                if (capitals ? !ValueRules.isLetterOrDigit(c) || c > 'Z' : !isOfToken(c)) {
                    return false;
                }
                digit |= c <= '9' && c >= '0';
            }
            boolean ended = from + chars == text.length() || !ValueRules.isLetterOrDigit(text.charAt(from + chars));
            return capitals ? ended : digit;
        }

        private static boolean isOfToken(char c) {
            return ValueRules.isUrlBase64(c) || c == '.' || c == '+' || c == '/' || c == '=';
        }
    }

    private static final Key[] KEYS = {
        new Key("AKIA", 16, true), // AWS, as are the next three
        new Key("ASIA", 16, true),
        new Key("ABIA", 16, true),
        new Key("ACCA", 16, true),
        Key.of("AIza", 35), // Google, as are the next two
        Key.of("GOCSPX-", 28),
        Key.of("ya29.", 20),
        Key.of("AccountKey=", 40), // Azure, as is the next one
        Key.of("SharedAccessKey=", 40),
        Key.of("ghp_", 36), // GitHub, as are the next five
        Key.of("gho_", 36),
        Key.of("ghu_", 36),
        Key.of("ghs_", 36),
        Key.of("ghr_", 36),
        Key.of("github_pat_", 22),
        Key.of("glpat-", 20), // GitLab
        Key.of("xoxb-", 10), // Slack, as are the next five
        Key.of("xoxp-", 10),
        Key.of("xoxa-", 10),
        Key.of("xoxr-", 10),
        Key.of("xoxs-", 10),
        Key.of("xapp-", 10),
        Key.of("sk_live_", 16), // Stripe, as are the next three
        Key.of("sk_test_", 16),
        Key.of("rk_live_", 16),
        Key.of("whsec_", 16),
        Key.of("sk-", 20), // OpenAI, Anthropic
        Key.of("SG.", 40), // SendGrid
        Key.of("npm_", 36),
        Key.of("hf_", 30), // Hugging Face
        Key.of("dop_v1_", 40), // DigitalOcean
    };

    /** The keys by the first character of their prefix. */
    private static final Key[][] BY_FIRST = byFirst();

    private CloudKeys() {}

    private static Key[][] byFirst() {
        Key[][] byFirst = new Key['z' + 1][];
        for (int c = 0; c < byFirst.length; c++) {
            int first = c;
            Key[] keys = java.util.Arrays.stream(KEYS)
                    .filter(key -> key.prefix().charAt(0) == first)
                    .toArray(Key[]::new);
            byFirst[c] = keys.length == 0 ? null : keys;
        }
        return byFirst;
    }

    /**
     * Returns whether a key begins at the given index. The caller ensures that there is a letter at the index, and no
     * letter or digit directly before the index.
     */
    static boolean beginsAt(String text, int at) {
        Key[] keys = BY_FIRST[text.charAt(at)];
        if (keys == null) {
            return false;
        }
        for (Key key : keys) {
            if (key.isAt(text, at)) {
                return true;
            }
        }
        return false;
    }
}
