#include "coalesce/observe/assumptions.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "coalesce/model/cloud.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/growth.hpp"
#include "coalesce/theory/heat.hpp"
#include "coalesce/theory/mean_field.hpp"
#include "coalesce/theory/periodic_cells.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "observe/theorem.hpp"
#include "observe/theorem_limits.hpp"
#include "theory/setting.hpp"

namespace coalesce {
namespace {

using Verdict = Assumption::Verdict;

/// Collects assumptions about one scene; one that others depend on may be left open.
class AssumptionList {
  public:
    explicit AssumptionList(const Scene& scene)
        : scene_(scene), model_(scene.model), space_(leading_space(scene.model)) {}

    void add(std::string text, bool holds, std::string found) {
        all_.push_back({std::move(text), std::move(found), holds ? Verdict::holds : Verdict::fails});
    }
    void leave_open(std::string text) { all_.push_back({std::move(text), "", Verdict::open}); }
    bool all_hold() const {
        return std::all_of(all_.begin(), all_.end(), [](const Assumption& a) { return a.verdict == Verdict::holds; });
    }
    std::vector<Assumption> take() { return std::move(all_); }

    const Scene& scene() const { return scene_; }
    const Model& model() const { return model_; }
    const LeadingSpace& space() const { return space_; }

    void softmax() { attention(Attention::softmax); }
    void unnormalised() { attention(Attention::unnormalized); }
    void no_noise() { add("no noise, $D=0$", !(model_.noise > 0), phrase("D = %.3g", model_.noise)); }
    void no_mask() { add("no causal mask", !model_.causal, model_.causal ? "the mask is on" : "no mask"); }
    void positive_beta() { add("$\\beta>0$", model_.beta > 0, phrase("β = %.4g", model_.beta)); }
    void on_circle() { add("tokens on the circle, $d=2$", scene_.dimension == 2, phrase("d = %d", scene_.dimension)); }
    /// E_max is more than two points, and nothing rotates on it.
    void wide_resting_space() {
        const bool points = space_.kind == LeadingSpace::Kind::points;
        add("$E_{\\max}$ is a circle or all of the sphere", !points, kind_text());
        add("nothing rotates on $E_{\\max}$", !space_.rotating, space_.rotating ? "a complex pair" : "no complex pair");
    }
    /// Q^T K = λ1 Id with λ1 > 0 between points of E_max.
    void scores_on_space() {
        const double factor = factor_between(query_key(model_), basis_of(space_, model_.dimension()));
        add("$Q^TK=\\lambda_1\\,\\Id$ on $E_{\\max}$, $\\lambda_1>0$", factor > 0, factor_text("λ₁", factor));
    }
    /// V = v Id on E_max, with the sign that `allowed` asks for.
    void values_on_space(const std::string& text, const std::function<bool(double)>& allowed) {
        const double factor = factor_on(model_.V, basis_of(space_, model_.dimension()));
        add(text, allowed(factor), factor_text("V/Id", factor));
    }
    /// Q^T K = λ1 Id with λ1 > 0.
    void scores() {
        const auto factor = multiple_of_identity(query_key(model_));
        add("$Q^TK=\\lambda_1\\,\\Id$, $\\lambda_1>0$", factor && *factor > 0,
            factor_text("λ₁", factor.value_or(std::nan(""))));
    }
    void values(const std::string& text, const std::function<bool(double)>& allowed) {
        const double factor = multiple_of_identity(model_.V).value_or(std::nan(""));
        add(text, allowed(factor), factor_text("V/Id", factor));
    }
    /// b = β λ1 is small enough for the Bessel functions.
    void moderate_sharpness() {
        const double b = model_.beta * score_bound(model_);
        add("$b=\\beta\\lambda_1\\le10^8$", b <= largest_sharpness, phrase("b = %.4g", b));
    }
    /// A law with a density on the circle.
    void circle_density() {
        const std::string why_not = no_circle_density(scene_.tokens.law);
        add("an initial law with a density on the circle", why_not.empty(),
            why_not.empty() ? std::string(kind_of(scene_.tokens.law)) : why_not);
    }
    std::string kind_text() const {
        switch (space_.kind) {
            case LeadingSpace::Kind::points:
                return "E_max is a pair of antipodal points";
            case LeadingSpace::Kind::circle:
                return "E_max is a great circle";
            case LeadingSpace::Kind::everything:
                break;
        }
        return scene_.dimension == 2 ? "E_max is the circle" : "E_max is the whole sphere";
    }

  private:
    static constexpr double largest_sharpness = 1e8;

    void attention(Attention wanted) {
        const bool softmax = model_.attention == Attention::softmax;
        add(wanted == Attention::softmax ? "softmax attention" : "unnormalised attention", model_.attention == wanted,
            softmax ? "softmax" : "unnormalised");
    }
    static std::string factor_text(const char* name, double factor) {
        return std::isnan(factor) ? "no multiple of the identity" : phrase("%s = %.4g", name, factor);
    }

    const Scene& scene_;
    const Model& model_;
    LeadingSpace space_;
    std::vector<Assumption> all_;
};

/// Assumptions that the large-β limits of softmax attention share, as failing_setting().
void large_beta_setting(AssumptionList& list) {
    list.softmax();
    list.no_noise();
    list.no_mask();
    list.positive_beta();
}

void of_leading_space(AssumptionList& list) {
    large_beta_setting(list);
    const Matrix a = alignment_matrix(list.model()), b = query_key(list.model());
    const double size = spectral_norm(a);
    list.add("$A=VK^TQ\\ne0$", size > 0, phrase("‖A‖ = %.4g", size));
    std::string parts;
    for (const std::complex<double>& value : list.space().eigenvalues)
        parts += (parts.empty() ? "" : ", ") + phrase("%.3g", value.real());
    list.add("the eigenvalues of $A$ differ in their real parts", list.space().kind != LeadingSpace::Kind::everything,
             "real parts " + parts);
    bool vanishes = false;
    for (const Vec3& x : basis_of(list.space(), list.model().dimension()))
        vanishes |= norm(x) > 0 && norm(b * x) <= 1e-9 * spectral_norm(b);
    list.add("$K^TQx\\ne0$ on $E_{\\max}$", !vanishes, phrase("‖K^T Q‖ = %.4g", spectral_norm(b)));
}

void of_alignment_flow(AssumptionList& list) {
    large_beta_setting(list);
    const Matrix a = alignment_matrix(list.model());
    const double size = spectral_norm(a);
    list.add("$A=VK^TQ\\ne0$", size > 0, phrase("‖A‖ = %.4g", size));
    const auto multiple = multiple_of_identity(a);
    list.add("$A$ is no multiple of the identity", size == 0 || !multiple,
             multiple ? phrase("A = %.4g Id", *multiple) : "it is none");
}

void of_heat(AssumptionList& list) {
    large_beta_setting(list);
    list.wide_resting_space();
    list.scores_on_space();
    list.values_on_space("$V=\\gamma\\lambda_2\\,\\Id$ on $E_{\\max}$, $\\gamma=\\pm1$, $\\lambda_2>0$",
                         [](double v) { return !std::isnan(v) && v != 0; });
    const std::string law = "a known initial law on $E_{\\max}$: a mixture of heat kernels";
    if (!list.all_hold()) return list.leave_open(law);
    const HeatTheory circle = heat_theory(list.scene());
    const bool sphere = list.scene().dimension == 3 && circle.space.kind == LeadingSpace::Kind::everything;
    const SphereHeat whole = sphere ? sphere_heat(list.scene()) : SphereHeat{};
    const bool known = sphere ? whole.valid : circle.valid;
    const std::string why_not = sphere ? whole.why_not : circle.why_not;
    list.add(law, known, known ? std::string(kind_of(list.scene().tokens.law)) : why_not);
    const std::size_t components = sphere ? whole.initial.size() : circle.initial.size();
    list.add(phrase("at most %zu components", most_heat_components), too_many_components(components).empty(),
             phrase("%zu", components));
}

void of_porous_medium(AssumptionList& list) {
    list.unnormalised();
    list.no_noise();
    list.no_mask();
    list.on_circle();
    list.scores();
    list.values("$V=-\\lambda_2\\,\\Id$, $\\lambda_2>0$", [](double v) { return v < 0; });
    list.positive_beta();
    list.moderate_sharpness();
    list.circle_density();
}

void of_mean_field(AssumptionList& list) {
    list.on_circle();
    list.no_mask();
    const int cells = fewest_mean_field_cells(list.model());
    list.add(phrase("the kernel is no finer than %d cells resolve", most_mean_field_cells),
             cells <= most_mean_field_cells, phrase("it needs %d", cells));
    list.circle_density();
}

void of_growth(AssumptionList& list) {
    list.no_mask();
    list.positive_beta();
    list.scores();
    list.values("$V=\\lambda_2\\,\\Id$", [](double v) { return !std::isnan(v); });
    list.moderate_sharpness();
    const InitialLaw& law = list.scene().tokens.law;
    list.add("a uniform initial law", std::holds_alternative<UniformLaw>(law), std::string(kind_of(law)));
    const GrowthLaw growth = growth_law(list.model());
    const std::string some = "a ripple grows", seen = phrase("and is no finer than %d waves", finest_ripple);
    if (!growth.valid) {
        list.leave_open(some);
        return list.leave_open(seen);
    }
    const int k = growth.fastest;
    list.add(some, k > 0, k > 0 ? phrase("the fastest has %d waves", k) : "every ripple decays");
    list.add(seen, k <= finest_ripple, phrase("%d", k));
}

void of_pairing(AssumptionList& list) {
    list.no_noise();
    list.no_mask();
    list.positive_beta();
    list.wide_resting_space();
    list.scores_on_space();
    list.values_on_space("$V=\\lambda_2\\,\\Id$ on $E_{\\max}$, $\\lambda_2>0$", [](double v) { return v > 0; });
}

void of_equiangular(AssumptionList& list) {
    const Scene& scene = list.scene();
    const auto most = static_cast<std::size_t>(scene.dimension) + 1;
    const std::size_t n = token_count(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count));
    list.add(phrase("2 to %zu tokens, which can all be equally far apart", most), n >= 2 && n <= most,
             phrase("n = %zu", n));
    const std::string alike = "equal masses", angles = "equal inner products $\\rho$ of all pairs";
    if (!list.all_hold()) {
        list.leave_open(alike);
        list.leave_open(angles);
    } else {
        const Cloud cloud = draw(scene.tokens.law, scene.dimension, n, static_cast<std::uint64_t>(scene.tokens.seed));
        const bool equal = equal_masses(cloud);
        list.add(alike, equal, equal ? phrase("1/%zu each", n) : "masses differ");
        const InnerProducts found = inner_products(cloud);
        list.add(angles, found.spread <= largest_spread, phrase("they differ by %.2g", found.spread));
    }
    list.no_noise();
    list.no_mask();
    const auto scores = multiple_of_identity(query_key(list.model()));
    list.add("$Q^TK=\\lambda_1\\,\\Id$, or $\\beta=0$", scores || !(list.model().beta > 0),
             scores ? phrase("λ₁ = %.4g", *scores) : "no multiple of the identity");
    list.values("$V=\\lambda_2\\,\\Id$", [](double v) { return !std::isnan(v); });
}

struct OfTheorem {
    void (*about_scene)(AssumptionList&);
    const char* about_state;  ///< of the state; empty: none
};

constexpr const char* from_law = "since $t=0$ no hand has moved a token and the model is the same; ";

const std::map<std::string, OfTheorem, std::less<>>& theorems() {
    static const std::map<std::string, OfTheorem, std::less<>> all{
        {"alignment to E_max", {of_leading_space, ""}},
        {"alignment flow", {of_alignment_flow, "the alignment phase is not over"}},
        {"heat limit", {of_heat, "no component has collapsed, and chance does not dominate yet"}},
        {"porous medium", {of_porous_medium, "it is solved from the law on"}},
        {"mean-field limit", {of_mean_field, "$t\\le400/\\lVert V\\rVert$, as far as it is solved"}},
        {"growth of ripples", {of_growth, "ripples are small, below 0.3 of the density"}},
        {"pairing law", {of_pairing, "the pairing phase has begun, with few enough clusters"}},
        {"equiangular curve", {of_equiangular, "it is solved from the tokens on"}},
    };
    return all;
}

}  // namespace

std::vector<Assumption> assumptions(const Comparison& row, const Scene& scene) {
    const auto found = theorems().find(row.name);
    if (found == theorems().end()) return {};
    AssumptionList list(scene);
    found->second.about_scene(list);
    const std::string state = found->second.about_state;
    if (state.empty()) return list.take();
    const std::string text = (row.name == "pairing law" ? "" : from_law) + state;
    if (row.valid)
        list.add(text, true, "so it is");
    else if (list.all_hold())
        list.add(text, false, row.why_not);
    else
        list.leave_open(text);
    return list.take();
}

}  // namespace coalesce
