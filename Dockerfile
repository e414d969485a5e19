FROM python:3.12-slim AS libraries
COPY requirements.lock .
RUN python -m venv /opt/earshot \
    && /opt/earshot/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

# The build backend is locked too; it stays behind in this stage.
FROM libraries AS wheel
COPY requirements-dev.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements-dev.lock
COPY . /source
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels /source \
    && /opt/earshot/bin/pip install --no-deps --no-index /wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /data earshot
COPY --from=wheel /opt/earshot /opt/earshot
ENV PATH=/opt/earshot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PORT=3000 \
    DATABASE_URL=sqlite:////data/earshot.db
USER earshot
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["earshot", "run"]
