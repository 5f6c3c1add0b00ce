package dev.playhead.capture;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of sensitive value that is recognized by its form, regardless of the name of its field. If a text contains
 * such a value anywhere, the whole text is sensitive.
 *
 * <p>Check digits are verified, which excludes most other values. A secret without a
 * typical form, such as a password, is recognized only by the name of its field.
 */
public enum SensitiveValue {
    /**
     * A payment card number, as a number or as text: 12 to 19 digits that begin like those of an issuer and satisfy the
     * Luhn check. In text, the digits may be in groups separated by spaces or hyphens.
     */
    CARD_NUMBER,

    /**
     * An international bank account number (ISO 13616) with the length that its country uses and with valid check
     * digits.
     */
    IBAN,

    /** A JSON Web Token: at least three Base64 parts separated by dots. The first part is an encoded JSON object. */
    JWT,

    /** A private key in PEM format. Certificates and public keys do not count. */
    PRIVATE_KEY,

    /** The credentials of an HTTP header: {@code Bearer}, followed by a token. */
    BEARER_TOKEN,

    /**
     * A key or token of a cloud service that is recognized by its prefix: of AWS, Google, Azure, GitHub, GitLab, Slack,
     * Stripe, SendGrid, npm, OpenAI, Anthropic, Hugging Face, DigitalOcean.
     */
    CLOUD_KEY,

    /** An e-mail address. It is personal rather than secret, and is recognized only on request. */
    EMAIL;

    private static final Set<SensitiveValue> SECRETS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(EMAIL)));

    /** {@return all kinds except e-mail addresses} */
    public static Set<SensitiveValue> secrets() {
        return SECRETS;
    }

    /** {@return the name in lower case, with hyphens, as in {@code card-number}} */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the kinds of sensitive values that a value contains.
     *
     * <p><b>Cost.</b> Linear in the length of a text.
     *
     * @param value a text or a number; other values contain none
     * @param kinds the kinds to look for
     * @return the kinds found
     */
    public static Set<SensitiveValue> in(@Nullable Object value, Set<SensitiveValue> kinds) {
        Set<SensitiveValue> found = EnumSet.noneOf(SensitiveValue.class);
        for (SensitiveValue kind : kinds) {
            if (new ValueRules(Set.of(kind)).isSensitive(value)) {
                found.add(kind);
            }
        }
        return found;
    }
}
