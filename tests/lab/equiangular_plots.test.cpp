#include "lab/equiangular_plots.hpp"

#include <doctest/doctest.h>

using namespace coalesce;
using namespace coalesce::lab;

TEST_CASE("the law is named by the kind of attention: softmax has a transition, the other none") {
    EquiangularSettings settings;
    settings.rho = 0.5;
    settings.attention = Attention::softmax;
    CHECK(equiangular_law(settings).find("1/(1-\\rho) = 2$") != std::string::npos);
    CHECK(equiangular_transition_title(settings).find("against $\\gamma") != std::string::npos);
    settings.attention = Attention::unnormalized;
    CHECK(equiangular_law(settings).find("no transition") != std::string::npos);
    CHECK(equiangular_law(settings).find("n^{-0.5\\gamma}$") != std::string::npos);
    settings.attention = Attention::softmax;
    settings.rho = 0.75;
    CHECK(equiangular_law(settings).find("= 4") != std::string::npos);
}
