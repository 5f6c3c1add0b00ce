package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/** The strings of a {@link ValueColumn} that are not in the heap, in one of three forms. */
abstract class StringColumn extends KindColumn {
    /** The form of indexes into the dictionary of the block. */
    static final int INDEXED = 0;
    /** The form of strings that consist of a prefix, which all rows share, and a number. */
    static final int NUMBERED = 1;
    /** The form of hexadecimal digits or of UUIDs, with the same number of digits in all rows. */
    static final int HEX = 2;

    private StringColumn(int rows) {
        super(rows);
    }

    static StringColumn read(ByteSource source, int rows, StringTable strings) {
        int form = source.u8();
        return switch (form) {
            case INDEXED -> new Indexed(source, rows, strings);
            case NUMBERED -> new Numbered(source, rows);
            case HEX -> new Hex(source, rows);
            default -> throw source.corrupt("strings", form);
        };
    }

    @Override
    final String get(int row, HeapReader heap) {
        return get(row);
    }

    abstract String get(int row);

    @Override
    final void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
        if (value instanceof String text) {
            equalToText(text, set);
        }
    }

    abstract void equalToText(String text, long[] set);

    private static final class Indexed extends StringColumn {
        private final LongColumn indexes;
        private final StringTable strings;

        Indexed(ByteSource source, int rows, StringTable strings) {
            super(rows);
            this.indexes = LongColumn.read(source, rows);
            this.strings = strings;
        }

        @Override
        String get(int row) {
            return strings.get(Math.toIntExact(indexes.get(row)));
        }

        @Override
        void check() {
            indexes.checkBelow(strings.size(), "string");
        }

        @Override
        void addValues(ValueHashes into, HeapReader heap) {
            // These strings are added with the whole dictionary of the block.
        }

        @Override
        void equalToText(String text, long[] set) {
            int index = strings.indexOf(text);
            if (index >= 0) {
                indexes.equalTo(index, set);
            }
        }
    }

    private static final class Numbered extends StringColumn {
        private final String prefix;
        private final int digits;
        private final LongColumn numbers;

        Numbered(ByteSource source, int rows) {
            super(rows);
            int prefixBytes = source.count("prefixBytes");
            this.prefix = Wtf8.decode(source.array(), source.skip(prefixBytes), prefixBytes);
            this.digits = source.upTo(NumberedText.MAX_DIGITS, "digits");
            this.numbers = LongColumn.read(source, rows);
        }

        @Override
        String get(int row) {
            return NumberedText.text(prefix, digits, numbers.get(row));
        }

        @Override
        void check() {
            numbers.check();
        }

        @Override
        void equalToText(String text, long[] set) {
            int length = prefix.length();
            boolean candidate = text.startsWith(prefix) && NumberedText.prefixLength(text) <= length;
            if (candidate && text.length() > length && text.length() - length <= NumberedText.MAX_DIGITS) {
                long number = Long.parseLong(text, length, text.length(), 10);
                if (NumberedText.text(prefix, digits, number).equals(text)) {
                    numbers.equalTo(number, set);
                }
            }
        }
    }

    private static final class Hex extends StringColumn {
        private final byte[] bytes;
        private final int start;
        private final int form;
        private final int rowBytes;

        Hex(ByteSource source, int rows) {
            super(rows);
            this.form = source.u8();
            this.rowBytes = source.count("hexBytes");
            if (form > HexText.MAX_FORM || (HexText.isUuid(form) && rowBytes != HexText.UUID_BYTES)) {
                throw source.corrupt("hexForm", form);
            }
            this.start = source.skip((long) rowBytes * rows);
            this.bytes = source.array();
        }

        @Override
        String get(int row) {
            return HexText.text(form, bytes, start + row * rowBytes, rowBytes);
        }

        @Override
        void check() {}

        @Override
        void equalToText(String text, long[] set) {
            if (HexText.formOf(text, form) != form || HexText.bytesOf(text) != rowBytes) {
                return;
            }
            byte[] wanted = HexText.parse(text, rowBytes);
            for (int row = 0; row < rows; row++) {
                int from = start + row * rowBytes;
                if (java.util.Arrays.equals(bytes, from, from + rowBytes, wanted, 0, rowBytes)) {
                    BitPacking.add(set, row);
                }
            }
        }
    }
}
