#include "view/theorem_texts.hpp"

#include <algorithm>

#include "view/typeset.hpp"

namespace coalesce {
namespace {

constexpr std::string_view metastability =
    "Bruno, Pasqualotto, Agazzi (2025), proposition 3.11, and Geshkovski, Koubbi, Polyanskiy, Rigollet, Dynamic "
    "metastability in the self-attention model (2024), section 6, for equal masses; the factors of masses are derived "
    "here";

const TheoremText leading_space_text{
    .name = "alignment to E_max",
    .statement =
        "As $\\beta\\to\\infty$ a token attends to the token in the direction of its query alone. It then moves "
        "as if it were the only one, and almost every token ends in $E_{\\max}$: the directions in which "
        "$A=VK^TQ$ stretches most.",
    .formula = R"(\dot x=P_xV\frac{K^TQx}{\lvert K^TQx\rvert},\qquad x(t)\to E_{\max}(A),\quad A=VK^TQ)",
    .symbols = {{"$x$", "a token, a unit vector"},
                {"$P_x$", "the part tangent to the sphere at $x$"},
                {"$Q,K,V$", "query, key and value matrix; $V$ in 1/time"},
                {"$E_{\\max}$",
                 "the eigenvectors of $A$ whose eigenvalues have the largest real part, cut with the sphere"}},
    .source =
        "Bruno, Pasqualotto, Agazzi, A multiscale analysis of mean-field transformers in the moderate interaction "
        "regime (2025), theorem 3.2 and proposition 3.4; the defective case is derived here",
    .section = "3 Alignment phase",
    .cited = "MS thm 3.2",
    .fails =
        "At finite $\\beta$ tokens also feel their neighbours: the set where they end may differ from $E_{\\max}$, and "
        "the measured angle stops above 0. Tokens that start exactly in another invariant space stay there."};

const TheoremText alignment_flow_text{
    .name = "alignment flow",
    .statement =
        "In the same limit every token follows a curve of its own, which does not depend on the others. The "
        "cloud at time $t$ is the image of the initial law under this flow.",
    .formula =
        R"(x(t)=\frac{e^{\tau A}x_0}{\lvert e^{\tau A}x_0\rvert},\qquad\frac{d\tau}{dt}=\frac1{\lvert K^TQx\rvert})",
    .symbols = {{"$x_0$", "where the token starts"},
                {"$A$", "$VK^TQ$, 1/time"},
                {"$\\tau$", "the token's own time"},
                {"$K^TQx$", "the direction that its query looks in"}},
    .source =
        "Bruno, Pasqualotto, Agazzi, A multiscale analysis of mean-field transformers in the moderate interaction "
        "regime (2025), theorem 3.2; the image of the law is derived here",
    .section = "3 Alignment phase",
    .cited = "Image of the law",
    .fails =
        "Where the cloud has no token in the direction of the largest score, tokens attend to the nearest ones they "
        "have and leave the curve by an angle of order 1. Once tokens have aligned, their slow motion along "
        "$E_{\\max}$ is no longer this flow."};

const TheoremText heat_text{
    .name = "heat limit",
    .statement =
        "On $E_{\\max}$ a token sees the density within $1/\\sqrt\\beta$ about it and moves along its gradient. "
        "The density therefore obeys the heat equation: forwards where values repel, so that crowds spread, and "
        "backwards where they attract, so that crowds sharpen until they collapse.",
    .formula = R"(\partial_t\mu=-\gamma\kappa\,\Delta\mu,\qquad\kappa=\frac{\lambda_2}{\lambda_1\beta})",
    .symbols = {{"$\\mu$", "density of tokens on $E_{\\max}$, 1/rad or 1/sr"},
                {"$\\gamma$", "$+1$ where $V$ attracts (backward heat), $-1$ where it repels (forward heat)"},
                {"$\\kappa$", "diffusivity, rad²/time"},
                {"$\\lambda_1,\\lambda_2$",
                 "$Q^TK=\\lambda_1\\,\\Id$ and $V=\\gamma\\lambda_2\\,\\Id$ on $E_{\\max}$"}},
    .source =
        "Bruno, Pasqualotto, Agazzi, A multiscale analysis of mean-field transformers in the moderate interaction "
        "regime (2025), proposition 3.9",
    .section = "4 Heat phase",
    .cited = "MS prop. 3.9",
    .fails =
        "The kernel has a width: sharpening at variance $s^2$ is slower by the factor $s^2/(s^2+1/\\beta)$, so that "
        "the tokens lag behind the red curve as it collapses. Backward heat also blows up the chance pattern of $N$ "
        "tokens, and they form more clusters than the law has bumps."};

const TheoremText porous_medium_text{
    .name = "porous medium",
    .statement =
        "Without the softmax's denominator a token moves in proportion to the crowd about it. The density then "
        "spreads fast where it is high and hardly where it is low, with edges that stay sharp.",
    .formula =
        R"(\partial_t\mu=-\gamma C\,\partial_\theta^2(\mu^2),\qquad C=\frac{\lambda_2W}{2b},\quad W=2\pi e^{-b}I_0(b))",
    .symbols = {{"$\\mu$", "density of tokens on the circle, 1/rad"},
                {"$\\theta$", "angle on the circle, rad"},
                {"$\\gamma$", "$-1$: $V=-\\lambda_2\\,\\Id$ repels"},
                {"$C$", "strength of the spreading, rad³/time"},
                {"$b$", "$\\beta\\lambda_1$, the sharpness of the kernel"},
                {"$I_0$", "modified Bessel function"}},
    .source =
        "Bruno, Pasqualotto, Agazzi, A multiscale analysis of mean-field transformers in the moderate interaction "
        "regime (2025), remark 3.10; the constant is derived here",
    .section = "9 Porous-medium limit",
    .cited = "MS remark 3.10",
    .fails =
        "The kernel of width $1/\\sqrt b$ rounds the sharp edges off, and the bias is of order $1/b$ beside the "
        "square of the law's own width. With $\\gamma=+1$ the equation runs backwards and is ill-posed: it is not "
        "solved, and tokens collapse."};

const TheoremText mean_field_text{
    .name = "mean-field limit",
    .statement =
        "With ever more tokens, chance averages out at any $\\beta$: the density of infinitely many is carried "
        "along by the velocity that it causes itself. The program solves this equation as the run goes on.",
    .formula =
        R"(\partial_t\mu+\partial_\theta(\mu\,v[\mu])=D\,\partial_\theta^2\mu,\qquad v(\theta)=\langle x',Vm\rangle)",
    .symbols = {{"$\\mu$", "density of infinitely many tokens on the circle, 1/rad"},
                {"$v$", "velocity of a token at angle $\\theta$, rad/time"},
                {"$m$", "mean of what the token at $x$ attends to"},
                {"$x'$", "direction of the circle at $x$"},
                {"$D$", "noise, rad²/time"}},
    .source =
        "Rigollet, The mean-field dynamics of transformers (2025), and Bruno, Pasqualotto, Agazzi (2025); the "
        "scheme is the program's choice, measured by coalesce reproduce convergence",
    .section = "8 Mean-field equation on the circle",
    .cited = "which [MS](#ref-ms) and [MF](#ref-mf) study",
    .fails =
        "$N$ tokens differ from it by about $N^{-1/2}$, and where an even crowd breaks up, by chance: clusters form "
        "at other places than the equation's. Once clusters are narrower than a few cells the equation is no longer "
        "resolved, and it is followed no further."};

const TheoremText growth_text{
    .name = "growth of ripples",
    .statement =
        "An even crowd is at rest but not stable: every small ripple of its density grows or decays at a rate "
        "of its own. The fastest one decides how many clusters form first, on the circle about $\\sqrt{2b}$.",
    .formula = R"(r_k=\lambda_2k^2\frac{I_k(b)}{b\,I_0(b)}-Dk^2,\qquad b=\beta\lambda_1)",
    .symbols = {{"$r_k$",
                 "rate at which a ripple of $k$ waves grows, 1/time; on $S^2$ degree $l$ with $l(l+1)$ for $k^2$ "
                 "and spherical Bessel functions"},
                {"$\\lambda_1,\\lambda_2$", "$Q^TK=\\lambda_1\\,\\Id$, $V=\\lambda_2\\,\\Id$"},
                {"$I_k$", "modified Bessel functions; unnormalised attention has $e^b$ for $I_0(b)$"},
                {"$D$", "noise, rad²/time"}},
    .source =
        "derived by the program's authors, exact at finite β to first order; coalesce reproduce growth measures it "
        "to one part in a thousand",
    .section = "7 Ripples about the uniform law",
    .cited = "Growth rate",
    .fails =
        "Once ripples are as high as a third of the density, they feed one another: growth slows down and clusters "
        "stand out. On $S^2$ the degree $l$ is no number of clusters; that depends on the pattern which chance has "
        "begun."};

const TheoremText pairing_text{
    .name = "pairing law",
    .statement =
        "Clusters far apart pull at each other with a weight that is exponentially small, so that they seem to "
        "stand still. The closest two near each other, slowly and then at once; the lighter one walks more.",
    .formula = R"(\dot\rho=\lambda_2(c_{ij}+c_{ji})\,e^{-\beta\lambda_1(1-\rho)}(1-\rho^2))",
    .symbols = {{"$\\rho$", "inner product of the two clusters, the cosine of their angle"},
                {"$c_{ij}$", "$\\alpha_j/\\alpha_i$ with softmax, $\\alpha_j$ without: $\\alpha$ are the masses"},
                {"$\\lambda_1,\\lambda_2$", "$Q^TK=\\lambda_1\\,\\Id$ and $V=\\lambda_2\\,\\Id$ on $E_{\\max}$"}},
    .source = metastability,
    .section = "5 Pairing phase",
    .cited = "MS prop. 3.11, DM §6",
    .fails =
        "Where two pairs are nearly equally close, both move at once; where clusters are wider than the kernel, "
        "their shape counts; with noise, clusters wander and meet by chance, long before. In single precision the "
        "pull is rounded away and nothing moves: the program therefore sums differences in double precision."};

const TheoremText equiangular_text{
    .name = "equiangular curve",
    .statement =
        "Tokens that are all equally far from each other stay so. One number, their inner product $\\rho$, then "
        "says everything, and it obeys an equation that can be solved.",
    .formula = R"(\dot\rho=\frac{2(1-\rho)((n-1)\rho+1)}{e^{\beta(1-\rho)}+n-1})",
    .symbols = {{"$\\rho$", "inner product of any two tokens"},
                {"$n$", "number of tokens, at most $d+1$ in $d$ dimensions"},
                {"$\\beta$",
                 "inverse temperature, times $\\lambda_1$ where $Q^TK=\\lambda_1\\,\\Id$; unnormalised "
                 "attention has the denominator $n\\,e^{\\beta(1-\\rho)}$"}},
    .source =
        "Geshkovski, Letrouit, Polyanskiy, Rigollet, A mathematical perspective on transformers (2023), section 5",
    .section = "10 Equiangular tokens and long contexts",
    .cited = "MP §5",
    .fails =
        "With unequal masses or angles, noise or a causal mask the inner products part from one another, and no "
        "single number is left to follow."};

const TheoremText next_merge_text{
    .name = "next merge",
    .statement =
        "Of all pairs of clusters the pairing law finds the one that meets first, where, and when. The red way "
        "in the picture is their path; the mark on the timeline is the time.",
    .formula =
        R"(t_{\text{merge}}-t=\int_\rho^{1-1/\beta\lambda_1}\frac{d\rho'}{\lambda_2(c_{ij}+c_{ji})\,e^{-\beta\lambda_1(1-\rho')}(1-\rho'^2)})",
    .symbols = {{"$\\rho$", "cosine of the angle between the two clusters now"},
                {"$c_{ij}$", "$\\alpha_j/\\alpha_i$ with softmax, $\\alpha_j$ without: $\\alpha$ are the masses"},
                {"$\\lambda_1,\\lambda_2$", "$Q^TK=\\lambda_1\\,\\Id$ and $V=\\lambda_2\\,\\Id$ on $E_{\\max}$"}},
    .source = metastability,
    .section = "5 Pairing phase",
    .cited = "Next merge",
    .fails =
        "The exponent makes the time as uncertain as the gap between the clusters times $\\beta$: a small error of "
        "the angle is a large factor of the wait. A second pair that is nearly as close meets first as often."};

const std::vector<TheoremText>& texts_in_order() {
    static const std::vector<TheoremText> all{next_merge_text, leading_space_text, alignment_flow_text,
                                              heat_text,       porous_medium_text, mean_field_text,
                                              growth_text,     pairing_text,       equiangular_text};
    return all;
}

}  // namespace

std::string why_no_theorem(std::span<const Comparison> rows) {
    if (rows.empty() || std::any_of(rows.begin(), rows.end(), [](const Comparison& row) { return row.valid; }))
        return {};
    const auto frequency = [&](const Comparison& row) {
        return std::count_if(rows.begin(), rows.end(),
                             [&](const Comparison& other) { return other.why_not == row.why_not; });
    };
    const auto most = std::max_element(rows.begin(), rows.end(), [&](const Comparison& a, const Comparison& b) {
        return frequency(a) < frequency(b);
    });
    return "No limit theorem applies to these tokens now; most often: " + typeset(most->why_not) + ".";
}

std::span<const TheoremText> theorem_texts() {
    return texts_in_order();
}

const TheoremText* theorem_text(std::string_view name) {
    const auto& all = texts_in_order();
    const auto found = std::find_if(all.begin(), all.end(), [&](const TheoremText& text) { return text.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace coalesce
