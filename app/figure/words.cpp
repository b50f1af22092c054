#include "figure/words.hpp"

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce::figure {

std::string matrices_text(const Model& model) {
    bool identities = true;
    for (const Matrix* matrix : {&model.Q, &model.K, &model.V})
        for (int i = 0; i < matrix->dimension; ++i)
            for (int j = 0; j < matrix->dimension; ++j) identities &= (*matrix)(i, j) == (i == j ? 1 : 0);
    return identities ? "Q = K = V = Id" : describe_regime(model);
}

std::string linking_text(const ViewState& view) {
    return view.linking_angle > 0 ? formatted("%.3g rad", view.linking_angle) : "1/√β";
}

}  // namespace coalesce::figure
