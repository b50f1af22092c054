#include "view/theorem_texts.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/observe/assumptions.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "formula/text.hpp"

using namespace coalesce;

namespace {

std::vector<Comparison> rows_of(const Scene& scene) {
    Simulation simulation(scene);
    TheoryMonitor monitor(simulation.scene(), simulation.initial_cloud());
    const Clustering clusters = simulation.width_clustering();
    const TheoryMonitor::State state{
        simulation.time(),   simulation.cloud(),  clusters, simulation.measure().alignment, simulation.phases(),
        simulation.merges(), simulation.touched()};
    return monitor.compare(state, 100);
}

void check_formulas(std::string_view text) {
    CAPTURE(text);
    CHECK_FALSE(text.empty());
    CHECK(formula::problems(text) == std::vector<std::string>{});
}

/// Returns a section of docs/science.md with its title; empty if there is none of that title.
std::string section_of(const std::string& page, std::string_view title) {
    const std::size_t from = page.find("\n## " + std::string(title) + "\n");
    if (from == std::string::npos) return "";
    return page.substr(from, page.find("\n## ", from + 1) - from);
}

}  // namespace

TEST_CASE("every row of the Theory panel is explained, and every explanation has its row") {
    std::set<std::string> rows{"next merge"};
    for (const Comparison& row : rows_of(load_scene("two-clusters").scene)) rows.insert(row.name);
    for (const std::string& row : rows) {
        CAPTURE(row);
        CHECK(theorem_text(row) != nullptr);
    }
    CHECK(theorem_texts().size() == rows.size());
    CHECK(theorem_text("no such row") == nullptr);
}

TEST_CASE("the formulas of every explanation are understood") {
    for (const TheoremText& text : theorem_texts()) {
        CAPTURE(text.name);
        check_formulas(text.statement);
        check_formulas("$\\displaystyle " + std::string(text.formula) + "$");
        check_formulas(text.source);
        check_formulas(text.fails);
        CHECK(text.symbols.size() >= 3);
        for (const TheoremText::Symbol& symbol : text.symbols) {
            CHECK(formula::has_formula(symbol.symbol));
            check_formulas(symbol.symbol);
            check_formulas(symbol.meaning);
        }
    }
}

TEST_CASE("docs/science.md has the section and the place that an explanation names") {
    const std::string page = read_text(COALESCE_SOURCE "/docs/science.md", 1 << 20);
    const std::string glossary = read_text(COALESCE_SOURCE "/docs/glossary.md", 1 << 20);
    for (const TheoremText& text : theorem_texts()) {
        CAPTURE(text.name);
        const std::string section = section_of(page, text.section);
        CHECK_FALSE(section.empty());
        CHECK(section.find(text.cited) != std::string::npos);
        CHECK(section.find("Implemented in") != std::string::npos);
        CHECK(glossary.find("| " + std::string(text.name) + " |") != std::string::npos);
    }
}

TEST_CASE("the words of assumptions are understood") {
    for (const char* name : {"ms2", "ms3", "unnormalised", "kuramoto"}) {
        Scene scene = load_scene(name).scene;
        scene.tokens.count = 100;
        for (const Comparison& row : rows_of(scene))
            for (const Assumption& assumption : assumptions(row, scene)) check_formulas(assumption.text);
    }
}
