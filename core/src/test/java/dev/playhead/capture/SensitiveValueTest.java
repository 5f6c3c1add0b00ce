package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that values are recognized as sensitive by their form, and that similar values are not. */
class SensitiveValueTest {
    private static final String JWT =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";

    private static Set<SensitiveValue> kinds(@Nullable Object value) {
        return SensitiveValue.in(value, EnumSet.allOf(SensitiveValue.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111",
                "4111-1111-1111-1111",
                "4222222222222",
                "378282246310005",
                "3782 822463 10005",
                "5555555555554444",
                "2223003122003222",
                "6011111111111117",
                "30569309025904",
                "3530111333300000",
                "paid with card 4111111111111111.",
                "card=4111111111111111&cvv=123",
                "card_4111111111111111",
                "4111 1111 1111 1111 123",
                "no. 1234 4111 1111 1111 1111"
            })
    void shouldFindCardNumbers(String text) {
        assertThat(kinds(text)).containsExactly(SensitiveValue.CARD_NUMBER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "1767225600000000000",
                "1234567812345670",
                "0.4111111111111111",
                "x4111111111111111",
                "4111111111111111x",
                "41111111111111110000000",
                "411111111111",
                "4111 1111-1111 1111",
                "41 11 11 11 11 11 11 11",
                "4111111111111111.5",
                "9a41f0c2-8716-4716-4466-554400001111"
            })
    void shouldNotMistakeOtherNumbersForCardNumbers(String text) {
        assertThat(kinds(text)).isEmpty();
    }

    @Test
    void shouldFindCardNumbersGivenAsNumbers() {
        assertThat(kinds(4_111_111_111_111_111L)).containsExactly(SensitiveValue.CARD_NUMBER);
        assertThat(kinds(4_111_111_111_111_111.0)).containsExactly(SensitiveValue.CARD_NUMBER);
        assertThat(kinds(new BigInteger("6304000000000000000"))).containsExactly(SensitiveValue.CARD_NUMBER);
        assertThat(kinds(new BigDecimal("411111111111111.1E1"))).containsExactly(SensitiveValue.CARD_NUMBER);
        assertThat(kinds(4_111_111_111_111_112L)).isEmpty();
        assertThat(kinds(-4_111_111_111_111_111L)).isEmpty();
        assertThat(kinds(new BigDecimal("1E+1000000000"))).isEmpty();
        assertThat(kinds(new BigDecimal("1E-1000000000"))).isEmpty();
        assertThat(kinds(Double.NaN)).isEmpty();
        assertThat(kinds(1_767_225_600_000L)).isEmpty();
        assertThat(kinds(null)).isEmpty();
        assertThat(kinds(true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE89370400440532013000",
                "DE89 3704 0044 0532 0130 00",
                "de89370400440532013000",
                "GB82WEST12345698765432",
                "NO9386011117947",
                "MT84MALT011000012345MTLCAST001S",
                "transfer to FR1420041010050500013M02606, thanks"
            })
    void shouldFindAccountNumbers(String text) {
        assertThat(kinds(text)).containsExactly(SensitiveValue.IBAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE88370400440532013000",
                "DE8937040044053201300",
                "DE893704004405320130001",
                "XX89370400440532013000",
                "ADE89370400440532013000",
                "DE89 37040044 0532013000"
            })
    void shouldNotMistakeOtherTextsForAccountNumbers(String text) {
        assertThat(kinds(text)).isEmpty();
    }

    @Test
    void shouldFindTokens() {
        assertThat(kinds(JWT)).containsExactly(SensitiveValue.JWT);
        assertThat(kinds("token " + JWT + ";")).containsExactly(SensitiveValue.JWT);
        assertThat(kinds("auth-" + JWT)).containsExactly(SensitiveValue.JWT);
        assertThat(kinds("eyJhbGciOiJkaXIifQ..iv.text.tag")).containsExactly(SensitiveValue.JWT);
        assertThat(kinds("Authorization: Bearer abcdef123456")).containsExactly(SensitiveValue.BEARER_TOKEN);
        assertThat(kinds("bearer abcdefghijklmnopqrstu")).containsExactly(SensitiveValue.BEARER_TOKEN);
        assertThat(kinds("Bearer " + JWT)).containsExactlyInAnyOrder(SensitiveValue.JWT, SensitiveValue.BEARER_TOKEN);
        assertThat(kinds("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")).isEmpty();
        assertThat(kinds("eyJa.b.c")).isEmpty();
        assertThat(kinds("eyJ-eyJ-eyJ-eyJ-eyJ-eyJ.x")).isEmpty();
        assertThat(kinds("the bearer certificates of 2019")).isEmpty();
        assertThat(kinds("forbearer abcdef123456")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n-----BEGIN PRIVATE KEY-----\\nMIIE",
                "KEY=-----BEGIN PRIVATE KEY-----",
                "a-----BEGIN PRIVATE KEY-----",
                "id:\\nAKIAIOSFODNN7EXAMPLE",
                "pan\\t4111 1111 1111 1111",
                "to\\r\\nDE89370400440532013000",
                "is\\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"
            })
    void shouldFindSecretsAfterAnEscapedLineEnd(String text) {
        assertThat(kinds(text)).hasSize(1);
    }

    @Test
    void shouldFindPrivateKeysButNotPublicKeys() {
        assertThat(kinds("-----BEGIN PRIVATE KEY-----\nMIIE")).containsExactly(SensitiveValue.PRIVATE_KEY);
        assertThat(kinds("key:\n-----BEGIN RSA PRIVATE KEY-----")).containsExactly(SensitiveValue.PRIVATE_KEY);
        assertThat(kinds("-----BEGIN PGP PRIVATE KEY BLOCK-----")).containsExactly(SensitiveValue.PRIVATE_KEY);
        assertThat(kinds("-----BEGIN PUBLIC KEY-----\nMIIB")).isEmpty();
        assertThat(kinds("-----BEGIN CERTIFICATE-----\nMIIB")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                "aws_access_key_id=AKIAIOSFODNN7EXAMPLE",
                "AIzaSyA1234567890abcdefghijklmnopqrstuv",
                "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
                "xoxb-123456789012-abcdef",
                "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
                "glpat-abcdefghij0123456789"
            })
    void shouldFindCloudKeys(String text) {
        assertThat(kinds(text)).containsExactly(SensitiveValue.CLOUD_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPL",
                "xAKIAIOSFODNN7EXAMPLE",
                "AKIAIOSFODNN7EXAMPLEx",
                "sk-and-so-it-goes-on-and-on"
            })
    void shouldNotMistakeOtherTextsForCloudKeys(String text) {
        assertThat(kinds(text)).isEmpty();
    }

    @Test
    void shouldFindMailAddressesOnRequest() {
        assertThat(kinds("anna@example.com")).containsExactly(SensitiveValue.EMAIL);
        assertThat(kinds("to: <a.b+c@mail.example.co.uk>")).containsExactly(SensitiveValue.EMAIL);
        assertThat(kinds("@@a@b.de")).containsExactly(SensitiveValue.EMAIL);
        assertThat(kinds("a@b")).isEmpty();
        assertThat(kinds("@example.com")).isEmpty();
        assertThat(kinds("user@127.0.0.1")).isEmpty();
        assertThat(kinds("5 @ 3.50")).isEmpty();
        assertThat(SensitiveValue.in("anna@example.com", SensitiveValue.secrets()))
                .isEmpty();
    }

    @Test
    void shouldFindNothingInOrdinaryValues() {
        for (String text : new String[] {
            "", "a", "ORD-10023", "2026-01-31T10:42:00.123456789Z", "550e8400-e29b-41d4-a716-446655440000", "cell:edit",
            "1,234,567.89", "https://example.com/orders/4111?page=2", "plugin:charts", "SG.", "e", "-----BEGIN "
        }) {
            assertThat(kinds(text)).as(text).isEmpty();
        }
    }

    @Test
    void shouldNotMistakeAShortTextForATokenIfMailAddressesAreAlsoSearched() {
        assertThat(new ValueRules(EnumSet.of(SensitiveValue.JWT)).isSensitive("eyJeyJeyJ.."))
                .isFalse();
        assertThat(new ValueRules(EnumSet.allOf(SensitiveValue.class)).isSensitive("eyJeyJeyJ.."))
                .isFalse();
        assertThat(new ValueRules(EnumSet.allOf(SensitiveValue.class)).isSensitive("a@b.example"))
                .isTrue();
    }
}
