import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;

/** Prints the numbers of the queries that each text matches; `lucene.py` writes what it reads. */
public class Percolate {
    static final String FIELD = "message";

    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        var analyzer = analyzer(in.readLine().split("\t"));
        List<Query> queries = new ArrayList<>();
        for (var line = in.readLine(); !line.equals("TEXTS"); line = in.readLine()) {
            queries.add(query(Arrays.asList(line.split("\t")).iterator(), analyzer));
        }
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var index = new MemoryIndex();
            index.addField(FIELD, text(line), analyzer);
            var searcher = index.createSearcher();
            var found = new ArrayList<String>();
            for (int number = 0; number < queries.size(); number++) {
                if (searcher.count(queries.get(number)) > 0) found.add("" + number);
            }
            out.println(String.join(" ", found));
        }
        out.flush();
    }

    static Analyzer analyzer(String[] settings) {
        var escapes = Pattern.compile(settings[0]);
        var words = Pattern.compile(settings[2]);
        int group = Integer.parseInt(settings[3]);
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer tokens = new PatternTokenizer(words, group);
                return new TokenStreamComponents(tokens, new LowerCaseFilter(tokens));
            }

            @Override
            protected Reader initReader(String field, Reader reader) {
                return new PatternReplaceCharFilter(escapes, settings[1], reader);
            }
        };
    }

    static Query query(Iterator<String> parts, Analyzer analyzer) throws Exception {
        var kind = parts.next();
        if (!kind.equals("bool")) return new IntervalQuery(FIELD, source(kind, parts, analyzer));
        int must = Integer.parseInt(parts.next()), mustNot = Integer.parseInt(parts.next());
        var query = new BooleanQuery.Builder();
        for (int at = 0; at < must; at++) query.add(query(parts, analyzer), Occur.MUST);
        for (int at = 0; at < mustNot; at++) query.add(query(parts, analyzer), Occur.MUST_NOT);
        return query.build();
    }

    static IntervalsSource source(String kind, Iterator<String> parts, Analyzer analyzer)
            throws Exception {
        switch (kind) {
            case "phrase":
                return phrase(parts.next(), analyzer);
            case "any_of":
                return Intervals.or(sources(parts, analyzer));
            case "all_of":
                int gaps = Integer.parseInt(parts.next());
                return Intervals.maxgaps(gaps, Intervals.ordered(sources(parts, analyzer)));
            case "not_containing":
                var all = source(parts.next(), parts, analyzer);
                return Intervals.notContaining(all, source(parts.next(), parts, analyzer));
            default:
                throw new IllegalArgumentException(kind);
        }
    }

    static IntervalsSource[] sources(Iterator<String> parts, Analyzer analyzer) throws Exception {
        var found = new IntervalsSource[Integer.parseInt(parts.next())];
        for (int at = 0; at < found.length; at++) found[at] = source(parts.next(), parts, analyzer);
        return found;
    }

    /** Returns the words of a query, cut by the analyzer of the field as OpenSearch does. */
    static IntervalsSource phrase(String text, Analyzer analyzer) throws Exception {
        var terms = new ArrayList<IntervalsSource>();
        try (var stream = analyzer.tokenStream(FIELD, text)) {
            var term = stream.addAttribute(
                org.apache.lucene.analysis.tokenattributes.CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) terms.add(Intervals.term(term.toString()));
            stream.end();
        }
        return Intervals.phrase(terms.toArray(new IntervalsSource[0]));
    }

    /** Reads a line as the inside of a string of JSON. */
    static String text(String line) {
        var text = new StringBuilder();
        for (int at = 0; at < line.length(); at++) {
            char next = line.charAt(at);
            if (next != '\\') {
                text.append(next);
                continue;
            }
            char escaped = line.charAt(++at);
            if (escaped == 'u') {
                text.append((char) Integer.parseInt(line.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                int place = "nrtbf".indexOf(escaped);
                text.append(place < 0 ? escaped : "\n\r\t\b\f".charAt(place));
            }
        }
        return text.toString();
    }
}
