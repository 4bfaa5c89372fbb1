package io.podseg.cli;

import io.podseg.audit.About;
import io.podseg.audit.Finding;
import io.podseg.audit.Report;
import io.podseg.model.Position;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What an audit found as results of tests, the XML of JUnit: a suite for each check, a case for each finding. */
final class AuditJunit {
    private final XMLStreamWriter xml;

    private AuditJunit(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static String of(Report report) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            new AuditJunit(xml).write(report);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return out.append('\n').toString();
    }

    private void write(Report report) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        start("testsuites", "");
        attribute("name", "podseg audit");
        counts(tests(report), report.open().size(), report.exempt().size());
        for (About check : report.checks()) {
            suite(
                    check,
                    report.findings().stream()
                            .filter(finding -> finding.check().equals(check.id()))
                            .toList());
        }
        end("");
        xml.writeEndDocument();
    }

    private static long tests(Report report) {
        long clean = report.checks().stream()
                .filter(check -> report.findings().stream()
                        .noneMatch(finding -> finding.check().equals(check.id())))
                .count();
        return report.findings().size() + clean;
    }

    private void suite(About check, List<Finding> findings) throws XMLStreamException {
        long open = findings.stream().filter(Finding::open).count();
        start("testsuite", "  ");
        attribute("name", check.id() + " " + check.title());
        counts(Math.max(1, findings.size()), open, findings.size() - open);
        if (findings.isEmpty()) {
            start("testcase", "    ");
            attribute("classname", check.id());
            attribute("name", "nothing found");
            xml.writeEndElement();
        }
        for (Finding finding : findings) {
            testcase(finding);
        }
        end("  ");
    }

    private void testcase(Finding finding) throws XMLStreamException {
        start("testcase", "    ");
        attribute("classname", finding.check());
        attribute("name", finding.subject() + ": " + finding.message());
        finding.position().map(Position::file).ifPresent(this::file);
        if (finding.open()) {
            start("failure", "      ");
            attribute("type", finding.severity().word());
            attribute("message", finding.message());
            xml.writeCharacters(Printable.of(
                    finding.position().map(position -> position + ": ").orElse("") + finding.subject() + " "
                            + finding.message() + ". " + finding.remedy()));
        } else {
            start("skipped", "      ");
            attribute("message", "exempt: " + finding.exemption().orElse(""));
        }
        xml.writeEndElement();
        end("    ");
    }

    private void file(String file) {
        try {
            attribute("file", file);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private void counts(long tests, long failures, long skipped) throws XMLStreamException {
        attribute("tests", Long.toString(tests));
        attribute("failures", Long.toString(failures));
        attribute("errors", "0");
        attribute("skipped", Long.toString(skipped));
    }

    private void start(String element, String indent) throws XMLStreamException {
        xml.writeCharacters("\n" + indent);
        xml.writeStartElement(element);
    }

    private void end(String indent) throws XMLStreamException {
        xml.writeCharacters("\n" + indent);
        xml.writeEndElement();
    }

    /** Control characters have no place in XML at all, so they are escaped as for the terminal. */
    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Printable.of(value));
    }
}
