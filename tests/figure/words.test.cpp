#include "figure/words.hpp"

#include <doctest/doctest.h>

using namespace coalesce;
using namespace coalesce::figure;

TEST_CASE("identities are named as such, other matrices by what they do") {
    for (const int d : {2, 3}) {
        Model model = Model::standard(d);
        CHECK(matrices_text(model) == "Q = K = V = Id");
        model.V = 2.0 * model.V;
        CHECK(matrices_text(model) != "Q = K = V = Id");
        CHECK_FALSE(matrices_text(model).empty());
    }
    Model model = Model::standard(3);
    model.Q = Matrix::rotation(3, 0.5);
    CHECK(matrices_text(model) != "Q = K = V = Id");
}

TEST_CASE("the linking angle is a number only where the view has one") {
    ViewState view;
    CHECK(linking_text(view) == "1/√β");
    view.linking_angle = 0.125;
    CHECK(linking_text(view) == "0.125 rad");
}
