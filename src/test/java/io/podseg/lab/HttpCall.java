package io.podseg.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call of an HTTP client, as it came, except that it asks the server to hang up behind its answer: so the answer's end is
 * seen without understanding it.
 */
record HttpCall(String line, byte[] bytes) {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:\\s*chunked");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");

    /** The next call; empty where the client has hung up. */
    static Optional<HttpCall> read(InputStream in) throws IOException {
        String head = until(in, "\r\n\r\n");
        if (head.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String line = head.lines().findFirst().orElseThrow();
        String rest = CONNECTION.matcher(head.substring(line.length() + 2)).replaceAll("");
        bytes.writeBytes((line + "\r\nConnection: close\r\n" + rest).getBytes(StandardCharsets.ISO_8859_1));
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            bytes.writeBytes(in.readNBytes(Integer.parseInt(length.group(1))));
        } else if (CHUNKED.matcher(head).find()) {
            bytes.writeBytes(until(in, "\r\n0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        return Optional.of(new HttpCall(line, bytes.toByteArray()));
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            if (next == '\n' && text.length() >= end.length() && text.indexOf(end, text.length() - end.length()) >= 0) {
                return text.toString();
            }
        }
        return "";
    }

    /** Whether it may change something. */
    boolean writes() {
        return !line.startsWith("GET ") && !line.startsWith("HEAD ");
    }

    /** Method and path, without version and host. */
    String name() {
        return line.replaceFirst(" HTTP/.*", "").replaceFirst("/v[0-9.]+/libpod", "");
    }
}
