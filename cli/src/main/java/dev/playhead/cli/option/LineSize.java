package dev.playhead.cli.option;

import dev.playhead.io.ImportOptions;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The maximum length of a line of an event file, as written on the command line. */
public final class LineSize implements ITypeConverter<Integer> {
    public static final String DESCRIPTION =
            "The maximum length of a line, or of an event in a JSON document: 500K, 64M or at most 1G; default 64M. A"
                    + " longer line or event is reported as malformed and skipped.";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([KMG]?)B?", Pattern.CASE_INSENSITIVE);

    @Override
    public Integer convert(String text) {
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            int shift = switch (size.group(2).toUpperCase(Locale.ROOT)) {
                case "K" -> 10;
                case "M" -> 20;
                case "G" -> 30;
                default -> 0;
            };
            long number = Long.parseLong(size.group(1));
            if (number > 0 && number <= ImportOptions.GREATEST_MAX_LINE_BYTES >> shift) {
                return (int) (number << shift);
            }
        }
        throw new TypeConversionException("'" + text + "' is not a size from 1 byte to 1G, such as 500K, 64M or 1G");
    }
}
