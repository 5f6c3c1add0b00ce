package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringTableTest {
    private static final int STRINGS = 100;

    private static String string(int id) {
        return String.format("name-%03d", id);
    }

    private static byte[] table(boolean deflate) {
        String[] sorted = new String[STRINGS];
        Arrays.setAll(sorted, StringTableTest::string);
        ByteSink sink = new ByteSink(16);
        StringTable.write(sink, sorted, STRINGS, new LongColumnWriter(true), deflate);
        return sink.toBytes();
    }

    private static StringTable read(byte[] bytes) {
        return StringTable.read(new ByteSource(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadTheSameStringsOneByOneAndAllAtOnce(boolean deflate) {
        byte[] bytes = table(deflate);
        StringTable one = read(bytes);
        for (int time = 0; time < 3; time++) {
            for (int id = STRINGS - 1; id >= 0; id -= 7) {
                assertThat(one.get(id)).isEqualTo(string(id)).isSameAs(one.get(id));
                assertThat(one.indexOf(string(id))).isEqualTo(id);
            }
        }
        StringTable all = read(bytes);
        all.readAll();
        assertThat(all.toArray()).containsExactly(one.toArray());
        assertThat(one.indexOf("name")).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 16, 40, 99})
    void shouldReadTheOtherStringsIfOneStringIsDamaged(int damaged) {
        byte[] bytes = table(false);
        // No two strings share the stored byte of their last character. Only prefixes of strings are shared.
        byte[] text = string(damaged).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int at = lastByteOf(bytes, damaged, text[text.length - 1]);
        bytes[at] = (byte) 0xFF;
        StringTable table = read(bytes);

        for (int time = 0; time < 2; time++) {
            for (int id = 0; id < STRINGS; id++) {
                int each = id;
                if (id == damaged) {
                    assertThatThrownBy(() -> table.get(each)).isInstanceOf(CorruptBlockException.class);
                } else {
                    assertThat(table.get(id)).isEqualTo(string(id));
                }
            }
        }
    }

    /**
     * Returns the offset of the last byte of a string. This last byte has the given value. The method changes each byte
     * that has this value, one at a time and in a copy of all bytes, until a change affects only this string.
     */
    private static int lastByteOf(byte[] bytes, int id, byte value) {
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == value) {
                byte[] changed = bytes.clone();
                changed[at] = '~';
                String[] strings;
                try {
                    strings = read(changed).toArray();
                } catch (CorruptBlockException e) {
                    continue;
                }
                int others = 0;
                for (int i = 0; i < STRINGS; i++) {
                    others += i != id && !strings[i].equals(string(i)) ? 1 : 0;
                }
                if (others == 0 && !strings[id].equals(string(id))) {
                    return at;
                }
            }
        }
        throw new AssertionError("no byte belongs to id=" + id + " alone");
    }
}
