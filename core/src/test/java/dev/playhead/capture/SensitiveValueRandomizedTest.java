package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;

/** Compares the recognition of random card and account numbers with simple computations of their check digits. */
class SensitiveValueRandomizedTest {
    private static final String[] CARDS = {"4", "51", "55", "2221", "2720", "65", "6011", "35"};

    private static Set<SensitiveValue> kinds(String text) {
        return SensitiveValue.in(text, EnumSet.allOf(SensitiveValue.class));
    }

    private static char digit(Random random) {
        return (char) ('0' + random.nextInt(10));
    }

    /** Returns the Luhn sum of the digits modulo 10, which is 0 for a valid number. */
    private static int luhn(String digits) {
        int sum = 0;
        boolean twice = false;
        for (char c : new StringBuilder(digits).reverse().toString().toCharArray()) {
            String value = Integer.toString((c - '0') * (twice ? 2 : 1));
            sum += value.chars().map(digit -> digit - '0').sum();
            twice = !twice;
        }
        return sum % 10;
    }

    private static boolean isAccount(String iban) {
        StringBuilder number = new StringBuilder();
        for (char c : (iban.substring(4) + iban.substring(0, 4)).toCharArray()) {
            number.append(Character.digit(c, 36));
        }
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    private static String grouped(String text, char separator) {
        return text.replaceAll("(.{4})(?=.)", "$1" + separator);
    }

    @RepeatedTest(20)
    void shouldRecognizeCardNumbersOnlyWithCorrectCheckDigits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            StringBuilder digits = new StringBuilder(CARDS[random.nextInt(CARDS.length)]);
            while (digits.length() < 16) {
                digits.append(digit(random));
            }
            String number = digits.toString();
            boolean right = luhn(number) == 0;
            for (String text :
                    new String[] {number, "no. " + grouped(number, ' ') + ", thanks", grouped(number, '-') + "\n"}) {
                assertThat(kinds(text).contains(SensitiveValue.CARD_NUMBER))
                        .as("seed=%d text=%s", seed, text)
                        .isEqualTo(right);
            }
            assertThat(SensitiveValue.in(Long.valueOf(number), SensitiveValue.secrets())
                            .isEmpty())
                    .as("seed=%d number=%s", seed, number)
                    .isEqualTo(!right);
        }
    }

    @RepeatedTest(20)
    void shouldRecognizeIbansOnlyWithCorrectCheckDigits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            StringBuilder rest = new StringBuilder();
            while (rest.length() < 18) {
                char c = Character.forDigit(random.nextInt(36), 36);
                // A group of four that begins with letters could begin the IBAN of another country.
                boolean beginsGroup = rest.length() % 4 == 0;
                rest.append(random.nextInt(3) == 0 && !beginsGroup ? c : digit(random));
            }
            String account = rest.toString().toUpperCase(Locale.ROOT);
            int right = 0;
            for (int check = 2; check <= 98; check++) {
                String iban = String.format(Locale.ROOT, "DE%02d%s", check, account);
                boolean expected = isAccount(iban);
                right += expected ? 1 : 0;
                assertThat(kinds(iban).contains(SensitiveValue.IBAN))
                        .as("seed=%d iban=%s", seed, iban)
                        .isEqualTo(expected);
                assertThat(kinds("to " + grouped(iban, ' ') + ".").contains(SensitiveValue.IBAN))
                        .as("seed=%d grouped iban=%s", seed, iban)
                        .isEqualTo(expected);
            }
            assertThat(right).isEqualTo(1);
        }
    }

    @RepeatedTest(20)
    void shouldAgreeWithTheRulesOnAnyText() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] parts = {
            "eyJ",
            "-",
            "@",
            ".",
            "4",
            "1",
            "DE",
            "89",
            " ",
            "Bearer ",
            "-----BEGIN ",
            "sk-",
            "AKIA",
            "a",
            "\uD800",
            "é",
            "_"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int more = random.nextInt(30); more > 0; more--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            boolean any = new ValueRules(EnumSet.allOf(SensitiveValue.class)).isSensitive(text.toString());
            assertThat(kinds(text.toString()).isEmpty())
                    .as("seed=%d text=%s", seed, text)
                    .isEqualTo(!any);
        }
    }
}
