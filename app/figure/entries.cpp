#include "coalesce/model/error.hpp"
#include "figure/figure.hpp"
#include "figure/studies.hpp"

namespace coalesce::figure {
namespace {

Entry paper_entry(const studies::PaperSpec& spec) {
    return {spec.name, spec.title,
            [&spec](const std::vector<Assignment>& set, Theme theme) { return make_paper(spec, set, theme); }};
}

}  // namespace

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all = [] {
        std::vector<Entry> list;
        for (const studies::PaperSpec& spec : studies::paper_specs()) list.push_back(paper_entry(spec));
        list.push_back({"ms4", "Three phases on a logarithmic clock, from t = 0.01 to one cluster", make_ms4});
        list.push_back({"convergence", "W1 to the heat law against β and against N, with slopes", make_convergence});
        list.push_back(
            {"staircase", "Five tokens on the circle: merges at e^{β(1−ρ)}, β = 500 to 4000", make_staircase});
        list.push_back({"growth", "Growth rates of ripples about the uniform law, circle and sphere", make_growth});
        list.push_back({"transition",
                        "Long contexts, β = γ log n: softmax stops at γ = 1/(1−ρ), unnormalised slows throughout",
                        make_transition});
        list.push_back({"sa-usa", "The same tokens under softmax and under unnormalised attention", make_sa_usa});
        list.push_back(
            {"lifetimes", "Plateaus of two clusters against β: slope 1−ρ, by a sweep over seeds", make_lifetimes});
        list.push_back({"first-clusters", "Clusters that an even crowd first falls into against β, circle and sphere",
                        make_first_clusters});
        list.push_back({"clustering-diagram",
                        "Share of small systems that have gathered, over time and β, with its front",
                        make_clustering_diagram});
        return list;
    }();
    return all;
}

const Entry& find_entry(std::string_view name) {
    std::string known;
    for (const Entry& entry : entries()) {
        if (entry.name == name) return entry;
        known.append(" ").append(entry.name);
    }
    throw InputError("reproduce: found \"" + std::string(name) + "\", expected all or one of" + known);
}

}  // namespace coalesce::figure
