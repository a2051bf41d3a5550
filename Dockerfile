# midflight as a container: docker build -t midflight . && docker run --rm --network host -v "$PWD:/data" midflight run URL
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY harness harness
COPY reference_server reference_server
COPY reports reports
COPY suites suites
RUN python -m venv /opt/midflight && /opt/midflight/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=build /opt/midflight /opt/midflight
RUN useradd --create-home --uid 1000 midflight
USER midflight
WORKDIR /data
ENTRYPOINT ["/opt/midflight/bin/midflight"]
CMD ["--help"]
