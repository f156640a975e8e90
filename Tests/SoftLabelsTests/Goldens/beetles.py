"""Bliss's beetles (1935): the logistic fit of killed proportions on dose, by Newton's method in arbitrary precision.

C. I. Bliss, The calculation of the dosage-mortality curve, Annals of Applied Biology 22 (1935), 134-167; the fit as in
Dobson and Barnett, An Introduction to Generalized Linear Models. The counts are exact; each dose is the decimal as
printed, not the nearest float.
"""

from mpmath import mp, mpf

from floats import round_to, to_hex

DOSE = ["1.6907", "1.7242", "1.7552", "1.7842", "1.8113", "1.8369", "1.8610", "1.8839"]
KILLED = [6, 13, 18, 28, 52, 53, 61, 60]
EXPOSED = [59, 60, 62, 56, 63, 59, 62, 60]


def case():
    with mp.workprec(512):
        result = {key: to_hex(round_to(value, "float64")) for key, value in fit().items()}
    return {
        "id": "bliss-1935-logistic-fit",
        "regime": "published",
        "chapter": "binary-soft-bce",
        "data": {"dose": DOSE, "killed": KILLED, "exposed": EXPOSED},
        "truth": result,
        "pytorch": None,
        "departure": None,
    }


def fit():
    """Intercept, slope, their standard errors and the deviance, and the losses whose difference is half of it."""
    dose = [mpf(d) for d in DOSE]
    centre = mp.fsum(dose) / len(dose)
    intercept, slope = mpf(0), mpf(0)  # at the centre
    for _ in range(60):
        p = [1 / (1 + mp.exp(-(intercept + slope * (d - centre)))) for d in dose]
        residual = [k - n * q for k, n, q in zip(KILLED, EXPOSED, p)]
        gradient = mp.fsum(residual), mp.fsum(r * (d - centre) for r, d in zip(residual, dose))
        weight = [n * q * (1 - q) for n, q in zip(EXPOSED, p)]
        a, b, c = (mp.fsum(w * (d - centre) ** power for w, d in zip(weight, dose)) for power in (0, 1, 2))
        step = [
            (c * gradient[0] - b * gradient[1]) / (a * c - b * b),
            (a * gradient[1] - b * gradient[0]) / (a * c - b * b),
        ]
        intercept, slope = intercept + step[0], slope + step[1]
        if max(abs(s) for s in step) < mpf(2) ** -(mp.prec - 60):
            break
    else:
        raise ArithmeticError("Newton's method did not converge")
    p = [1 / (1 + mp.exp(-(intercept + slope * (d - centre)))) for d in dose]
    loss = -mp.fsum(k * mp.log(q) + (n - k) * mp.log(1 - q) for k, n, q in zip(KILLED, EXPOSED, p))
    floor = -mp.fsum(
        (k * mp.log(mpf(k) / n) if k else 0) + ((n - k) * mp.log(mpf(n - k) / n) if n > k else 0)
        for k, n in zip(KILLED, EXPOSED)
    )
    determinant = a * c - b * b
    return {
        "intercept": intercept - slope * centre,
        "slope": slope,
        "deviance": 2 * (loss - floor),
        "loss": loss,
        "floor": floor,
        "intercept_standard_error": mp.sqrt((c + 2 * b * centre + a * centre**2) / determinant),
        "slope_standard_error": mp.sqrt(a / determinant),
        "dose_for_half": centre - intercept / slope,
    }
